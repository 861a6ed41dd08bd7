"""Let the database itself refuse a span that is empty or lies outside the article's text."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION claims_refuse_bad_spans(spans integer[], text_length integer, what text)
RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    span integer[];
    reached integer := 0;
BEGIN
    IF cardinality(spans) = 0 THEN
        RETURN;  -- an empty array has no dimension to walk along
    END IF;
    FOREACH span SLICE 1 IN ARRAY spans LOOP
        IF span[1] IS NULL OR span[2] IS NULL OR span[1] >= span[2]
           OR span[1] < reached OR span[2] > text_length THEN
            RAISE EXCEPTION '%: [%, %) is no span of a text of % characters, or out of order',
                what, span[1], span[2], text_length
                USING ERRCODE = 'check_violation';
        END IF;
        reached := span[2];
    END LOOP;
END $$;

CREATE FUNCTION claims_check_statement_spans() RETURNS trigger LANGUAGE plpgsql AS $$
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
    PERFORM claims_refuse_bad_spans(NEW.negations, text_length, 'negations');
    RETURN NEW;
END $$;

CREATE TRIGGER claims_check_statement_spans
    BEFORE INSERT OR UPDATE OF
        article_id, content, cue, source, quotations, hedges, conditions, negations
    ON claims_statement FOR EACH ROW EXECUTE FUNCTION claims_check_statement_spans();

CREATE FUNCTION claims_check_source_link_spans() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    text_length integer;
BEGIN
    SELECT a.length INTO text_length
    FROM claims_statement s JOIN articles_article a ON a.id = s.article_id
    WHERE s.id = NEW.statement_id;
    PERFORM claims_refuse_bad_spans(NEW.span, text_length, 'source link');
    PERFORM claims_refuse_bad_spans(NEW.cue, text_length, 'cue of a source link');
    RETURN NEW;
END $$;

CREATE TRIGGER claims_check_source_link_spans
    BEFORE INSERT OR UPDATE OF statement_id, span, cue
    ON claims_sourcelink FOR EACH ROW EXECUTE FUNCTION claims_check_source_link_spans();
"""

BACKWARD = """
DROP TRIGGER claims_check_source_link_spans ON claims_sourcelink;
DROP FUNCTION claims_check_source_link_spans();
DROP TRIGGER claims_check_statement_spans ON claims_statement;
DROP FUNCTION claims_check_statement_spans();
DROP FUNCTION claims_refuse_bad_spans(integer[], integer, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0001_initial"),
        ("articles", "0002_text_is_immutable"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
