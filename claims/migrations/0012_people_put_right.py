"""Keep what people put right, and a history of it to which the database only lets rows be added."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.comparison
import pgvector.django.halfvec
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION claims_refuse_to_forget_edits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only the account of who did it may go; the name stays.
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL
       AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the history of edits is only ever added to'
        USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER claims_refuse_to_forget_edits
    BEFORE UPDATE OR DELETE ON claims_edit
    FOR EACH ROW EXECUTE FUNCTION claims_refuse_to_forget_edits();
"""
BACKWARD = """
DROP TRIGGER claims_refuse_to_forget_edits ON claims_edit;
DROP FUNCTION claims_refuse_to_forget_edits;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_older_versions_of_batches"),
        ("claims", "0011_batches_are_counted_by_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Doubt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="As “statement:5” or “link:5-8”.", max_length=80, unique=True
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("statement", "statement"),
                            ("link", "link"),
                            ("speaker", "speaker"),
                            ("story", "story"),
                            ("orphan", "older version"),
                        ],
                        max_length=9,
                    ),
                ),
                ("because", models.JSONField(default=list, help_text="[reason in words]")),
                ("doubt", models.FloatField(help_text="How doubtful it is, 0 to 1.")),
                (
                    "reach",
                    models.PositiveIntegerField(help_text="How many outlets tell the story."),
                ),
                (
                    "rank",
                    models.FloatField(
                        help_text="Doubt times visibility: the highest is asked first."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("same", "said that statements say the same"),
                            ("not same", "said that statements do not say the same"),
                            ("related", "confirmed a relation"),
                            ("not related", "rejected a relation"),
                            ("confirmed", "found a statement right"),
                            ("changed", "put a statement right"),
                            ("dropped", "said that it is not a statement"),
                            ("added", "added a statement"),
                            ("carried", "carried a decision over to another version"),
                            ("left", "left a decision with the older version"),
                            ("named", "said whom a name means"),
                            ("moved", "moved an article"),
                            ("merged", "put stories together"),
                            ("split", "took a story apart"),
                            ("titled", "gave a story a title"),
                            ("zoned", "said which lines are the article’s"),
                            ("rolled back", "rolled a batch back"),
                            ("undone", "undid"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "by_name",
                    models.CharField(help_text="Who it was, also when long gone.", max_length=150),
                ),
                ("at", models.DateTimeField()),
                ("why", models.TextField(blank=True)),
                (
                    "title",
                    models.CharField(
                        help_text="What it was done to, in words of the time.", max_length=500
                    ),
                ),
                (
                    "shown",
                    models.JSONField(default=list, help_text="[{label, before, after}], in words."),
                ),
                (
                    "subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        help_text="What it touched, as “article:12”, so that it is found from there.",
                        size=None,
                    ),
                ),
                (
                    "changes",
                    models.JSONField(
                        default=list,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="[{of, pk, before, after}]: each row that was decided, as it was and became.",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("right", "right as it was read"),
                            ("changed", "put right"),
                            ("wrong", "not a statement"),
                            ("missed", "added"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "given",
                    models.JSONField(
                        default=dict, help_text="What the person set: {field: value}."
                    ),
                ),
                (
                    "read",
                    models.JSONField(
                        default=dict,
                        help_text="What had been read, every field; empty where nothing was.",
                    ),
                ),
                (
                    "release",
                    models.CharField(help_text="Which release had read it.", max_length=40),
                ),
                (
                    "is_settled",
                    models.BooleanField(
                        default=False,
                        help_text="Whether a person saw that the text changed since, and left it at that.",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SpeakerDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "key",
                    models.CharField(
                        help_text="The name that is read, normalised.", max_length=300
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "person"),
                            ("organisation", "organisation"),
                            ("anonymous", "anonymous"),
                            ("collective", "collective"),
                            ("document", "document"),
                            ("unnamed", "unnamed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(help_text="That name, as it was shown.", max_length=300)),
                ("to_name", models.CharField(help_text="Whom it means.", max_length=300)),
                (
                    "to_kind",
                    models.CharField(
                        choices=[
                            ("person", "person"),
                            ("organisation", "organisation"),
                            ("anonymous", "anonymous"),
                            ("collective", "collective"),
                            ("document", "document"),
                            ("unnamed", "unnamed"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StoryTitle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField()),
                ("title", models.CharField(max_length=500)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Wake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("story_id", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="statementdecision",
            name="one_decision_per_statements",
        ),
        migrations.AddField(
            model_name="statement",
            name="as_read",
            field=models.JSONField(
                blank=True,
                help_text="What was read, where a person set something else: {field: value}.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="is_dropped",
            field=models.BooleanField(
                default=False, help_text="Whether a person said that this is not a statement."
            ),
        ),
        migrations.AddField(
            model_name="statementdecision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("same", "same"),
                    ("related", "related"),
                    ("quoted-again", "quoted-again"),
                    ("variant", "variant"),
                    ("condition", "condition"),
                    ("check", "check"),
                    ("response", "response"),
                    ("denial", "denial"),
                    ("follow-up", "follow-up"),
                ],
                default="same",
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="vector",
            field=pgvector.django.halfvec.HalfVectorField(
                blank=True,
                dimensions=384,
                help_text="Meaning of the content; empty until linking looks at what a person wrote.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="statementdecision",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("first", "second"),
                django.db.models.functions.comparison.Greatest("first", "second"),
                models.F("kind"),
                name="one_decision_per_statements",
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="article",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="other",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="claims.statement",
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="speaker",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="claims.speaker",
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="statement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="doubts",
                to="claims.statement",
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="story",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="doubts",
                to="claims.story",
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="claims.edit",
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="judgements",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="statement",
            field=models.OneToOneField(
                blank=True,
                help_text="The row that it holds for now; none where nothing was read there.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="judgement",
                to="claims.statement",
            ),
        ),
        migrations.AddField(
            model_name="doubt",
            name="judgement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="claims.judgement",
            ),
        ),
        migrations.AddField(
            model_name="speakerdecision",
            name="article",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="speakerdecision",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sourcelink",
            name="decided",
            field=models.ForeignKey(
                blank=True,
                help_text="By which word of a person the speaker is this one; none: as it was read.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="links",
                to="claims.speakerdecision",
            ),
        ),
        migrations.AddField(
            model_name="storytitle",
            name="article",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="story_title",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="storytitle",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="edit",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["subjects"], name="edit_subjects"
            ),
        ),
        migrations.AddIndex(
            model_name="judgement",
            index=models.Index(fields=["release", "sort"], name="judgement_release"),
        ),
        migrations.AddIndex(
            model_name="doubt",
            index=models.Index(
                models.OrderBy(models.F("rank"), descending=True), models.F("id"), name="doubt_rank"
            ),
        ),
        migrations.AddConstraint(
            model_name="speakerdecision",
            constraint=models.UniqueConstraint(
                fields=("article", "key", "kind"),
                name="one_decision_per_name",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
