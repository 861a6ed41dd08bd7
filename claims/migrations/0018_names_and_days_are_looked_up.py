"""Names are found by words of them, statements by the day of saying; entries follow names, too."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

# A speaker who gets another spelling is found by it.
FORWARD = """
CREATE FUNCTION claims_speaker_outdates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_outdated (article_id)
    SELECT DISTINCT claims_statement.article_id
    FROM old_rows
    JOIN new_rows USING (id)
    JOIN claims_sourcelink ON claims_sourcelink.speaker_id = new_rows.id
    JOIN claims_statement ON claims_statement.id = claims_sourcelink.statement_id
    WHERE old_rows.name <> new_rows.name;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_speaker_updated_outdates AFTER UPDATE ON claims_speaker
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_speaker_outdates();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_notices_newest_first")]
    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="speaker",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["key"], name="speaker_name", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("said_on__isnull", False)),
                fields=["said_on"],
                name="entry_said_on",
            ),
        ),
        migrations.RunSQL(FORWARD, "DROP FUNCTION claims_speaker_outdates() CASCADE"),
    ]
