"""Let the database itself refuse a change of an article's text."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION articles_text_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'article %: the text of an article never changes', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER articles_text_is_immutable
    BEFORE UPDATE ON articles_article
    FOR EACH ROW
    WHEN (OLD.text IS DISTINCT FROM NEW.text
          OR OLD.fingerprint IS DISTINCT FROM NEW.fingerprint
          OR OLD.sha256 IS DISTINCT FROM NEW.sha256)
    EXECUTE FUNCTION articles_text_is_immutable();
"""

BACKWARD = """
DROP TRIGGER articles_text_is_immutable ON articles_article;
DROP FUNCTION articles_text_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
