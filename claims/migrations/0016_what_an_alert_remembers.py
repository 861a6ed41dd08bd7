"""Let an alert remember since when it looks, what was read, and how its mail fares."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_entries_follow_the_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="failures",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="How often in a row its mail could not be sent."
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="mail_after",
            field=models.BigIntegerField(
                default=0, help_text="Up to which notice nothing goes out by mail."
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="read_upto",
            field=models.BigIntegerField(
                default=0, help_text="Up to which notice the person has read."
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="retry_at",
            field=models.DateTimeField(help_text="Before that no mail is tried again.", null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="since",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                help_text="What had been read before that is no news.",
            ),
        ),
    ]
