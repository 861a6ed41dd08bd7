"""What was linked once stays linked for people while its story is linked anew."""

from django.db import migrations, models

FORWARD = """
UPDATE claims_story SET settled_at = now() WHERE linked_at IS NOT NULL AND chained_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_names_and_days_are_looked_up")]
    operations = [
        migrations.AddField(
            model_name="story",
            name="settled_at",
            field=models.DateTimeField(
                help_text=(
                    "When it was last linked, its storyline sought, too; kept while either waits."
                ),
                null=True,
            ),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
