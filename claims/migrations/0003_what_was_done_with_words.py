"""Add act, asides, insertions, headline and repeats; tiers are core and soft from here on."""

import django.db.models.deletion
from django.db import migrations, models

import claims.fields

TIERS = """
UPDATE claims_statement SET tier = CASE tier WHEN 'low' THEN 'soft' ELSE 'core' END
"""
OLD_TIERS = """
UPDATE claims_statement SET tier = CASE tier WHEN 'soft' THEN 'low' ELSE 'medium' END
"""

CHECKED = """
CREATE OR REPLACE FUNCTION claims_check_statement_spans() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    text_length integer;
BEGIN
    SELECT length INTO text_length FROM articles_article WHERE id = NEW.article_id;
    PERFORM claims_refuse_bad_spans(NEW.content, text_length, 'content');
    PERFORM claims_refuse_bad_spans(NEW.cue, text_length, 'cue');
    PERFORM claims_refuse_bad_spans(NEW.source, text_length, 'source');
    PERFORM claims_refuse_bad_spans(NEW.quotations, text_length, 'quotations');
    PERFORM claims_refuse_bad_spans(NEW.hedges, text_length, 'hedges');
    PERFORM claims_refuse_bad_spans(NEW.conditions, text_length, 'conditions');
    PERFORM claims_refuse_bad_spans(NEW.negations, text_length, 'negations');{more}
    RETURN NEW;
END $$;

DROP TRIGGER claims_check_statement_spans ON claims_statement;
CREATE TRIGGER claims_check_statement_spans
    BEFORE INSERT OR UPDATE OF
        article_id, content, cue, source, quotations, hedges, conditions, negations{columns}
    ON claims_statement FOR EACH ROW EXECUTE FUNCTION claims_check_statement_spans();
"""
FORWARD = CHECKED.replace("{columns}", ", asides, insertions").replace(
    "{more}",
    """
    PERFORM claims_refuse_bad_spans(NEW.asides, text_length, 'asides');
    PERFORM claims_refuse_bad_spans(NEW.insertions, text_length, 'insertions');""",
)
BACKWARD = CHECKED.replace("{columns}", "").replace("{more}", "")


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_spans_lie_inside_the_text")]
    operations = [
        migrations.AddField(
            model_name="statement",
            name="act",
            field=models.CharField(
                choices=[
                    ("say", "say"),
                    ("deny", "deny"),
                    ("ask", "ask"),
                    ("request", "request"),
                    ("order", "order"),
                    ("propose", "propose"),
                    ("promise", "promise"),
                    ("intend", "intend"),
                    ("agree", "agree"),
                    ("refuse", "refuse"),
                    ("warn", "warn"),
                    ("accuse", "accuse"),
                    ("hope", "hope"),
                    ("fear", "fear"),
                    ("believe", "believe"),
                    ("predict", "predict"),
                ],
                default="say",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="asides",
            field=claims.fields.SpansField(
                blank=True, default=tuple, help_text="The author's own words inside the content."
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="insertions",
            field=claims.fields.SpansField(
                blank=True, default=tuple, help_text="An editor's words inside quotations."
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="is_headline",
            field=models.BooleanField(
                default=False, help_text="Whether it stands in the article's own headline."
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="repeats",
            field=models.ForeignKey(
                blank=True,
                help_text="The statement of the same article that it says once more.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="repeated_by",
                to="claims.statement",
            ),
        ),
        migrations.RunSQL(TIERS, OLD_TIERS),
        migrations.AlterField(
            model_name="statement",
            name="tier",
            field=models.CharField(
                choices=[("core", "core"), ("soft", "soft")], default="core", max_length=4
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
