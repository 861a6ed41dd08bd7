"""Keep the edges of storylines, and how far articles are enlisted; find all edges of stories."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_people_decide_about_pairs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enlistment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("release", models.CharField(max_length=40, unique=True)),
                ("upto", models.BigIntegerField(help_text="The id of that article.")),
            ],
        ),
        migrations.AddField(
            model_name="story",
            name="crowding",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="How many steps the bar was raised, because its neighbourhood was crowded.",
            ),
        ),
        migrations.CreateModel(
            name="StorylineEdge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.FloatField()),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edges_to",
                        to="claims.story",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edges_from",
                        to="claims.story",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("first", "second"), name="one_edge_per_stories"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="storyline_edge_goes_upwards",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(fields=["last_at", "first_at"], name="story_days"),
        ),
        migrations.RunSQL(
            "UPDATE claims_analysis SET grouped_at = NULL WHERE is_current",
            migrations.RunSQL.noop,
        ),
    ]
