"""Keep decisions as pairs, refuse bad spans in links, and know which runs are common."""

import django.db.models.functions.comparison
from django.db import migrations, models

DECISIONS = """
INSERT INTO claims_statementdecision
    (first_id, second_id, verdict, why, decided_at, decided_by_id)
SELECT DISTINCT ON (1, 2)
    LEAST(statement_id, other_id), GREATEST(statement_id, other_id), verdict, '',
    decided_at, decided_by_id
FROM (
    SELECT l.statement_id, c.wording_id AS other_id, 'together' AS verdict,
        l.decided_at, l.decided_by_id
    FROM claims_claimlink l JOIN claims_claim c ON c.id = l.claim_id
    WHERE l.state = 'confirmed'
    UNION ALL
    SELECT l.statement_id, o.statement_id, 'apart', l.decided_at, l.decided_by_id
    FROM claims_claimlink l JOIN claims_claimlink o USING (claim_id)
    WHERE l.state = 'rejected' AND o.state <> 'rejected' AND o.kind <> 'related'
) AS decided
WHERE statement_id <> other_id
ORDER BY 1, 2, decided_at DESC;

INSERT INTO claims_articledecision
    (first_id, second_id, verdict, why, decided_at, decided_by_id)
SELECT DISTINCT ON (1, 2)
    LEAST(m.article_id, o.article_id), GREATEST(m.article_id, o.article_id),
    CASE m.state WHEN 'rejected' THEN 'apart' ELSE 'together' END, '',
    m.decided_at, m.decided_by_id
FROM claims_storymembership m
JOIN claims_storymembership o ON o.story_id = m.story_id AND o.id <> m.id
WHERE m.state <> 'suggested'
ORDER BY 1, 2, m.decided_at DESC;

DELETE FROM claims_claimlink WHERE state = 'rejected' OR kind = 'related';
UPDATE claims_story SET linked_at = NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""

WORDS = """
CREATE FUNCTION claims_check_statement_link_spans() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    text_length integer;
BEGIN
    IF cardinality(NEW.first_words) > 0 THEN
        SELECT a.length INTO text_length
        FROM claims_statement s JOIN articles_article a ON a.id = s.article_id
        WHERE s.id = NEW.first_id;
        PERFORM claims_refuse_bad_spans(NEW.first_words, text_length, 'words of the first');
    END IF;
    IF cardinality(NEW.second_words) > 0 THEN
        SELECT a.length INTO text_length
        FROM claims_statement s JOIN articles_article a ON a.id = s.article_id
        WHERE s.id = NEW.second_id;
        PERFORM claims_refuse_bad_spans(NEW.second_words, text_length, 'words of the second');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER claims_check_statement_link_spans
    BEFORE INSERT OR UPDATE OF first_id, second_id, first_words, second_words
    ON claims_statementlink FOR EACH ROW EXECUTE FUNCTION claims_check_statement_link_spans();
"""
NO_WORDS = """
DROP TRIGGER claims_check_statement_link_spans ON claims_statementlink;
DROP FUNCTION claims_check_statement_link_spans();
"""

PAIR = (
    django.db.models.functions.comparison.Least("first", "second"),
    django.db.models.functions.comparison.Greatest("first", "second"),
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_stories_and_claims_are_made_of_pairs")]

    operations = [
        migrations.CreateModel(
            name="CommonRun",
            fields=[("run", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RemoveConstraint("articledecision", "one_decision_per_articles"),
        migrations.RemoveConstraint("statementdecision", "one_decision_per_statements"),
        migrations.AddConstraint(
            "articledecision",
            models.UniqueConstraint(*PAIR, name="one_decision_per_articles"),
        ),
        migrations.AddConstraint(
            "statementdecision",
            models.UniqueConstraint(*PAIR, name="one_decision_per_statements"),
        ),
        migrations.RunSQL(DECISIONS, migrations.RunSQL.noop),
        migrations.RemoveConstraint("claimlink", "one_link_per_claim"),
        migrations.RemoveConstraint("claimlink", "one_claim_per_statement"),
        migrations.RemoveConstraint("claimlink", "decisions_have_a_date"),
        migrations.RemoveConstraint("storymembership", "membership_decisions_have_a_date"),
        *(
            migrations.RemoveField(model, field)
            for model in ("claimlink", "storymembership")
            for field in ("decided_at", "decided_by", "state")
        ),
        migrations.AlterField(
            model_name="claimlink",
            name="kind",
            field=models.CharField(
                choices=[
                    ("wording", "wording"),
                    ("same-quote", "same-quote"),
                    ("same-statement", "same-statement"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddConstraint(
            "claimlink",
            models.UniqueConstraint(fields=["statement"], name="one_claim_per_statement"),
        ),
    ]
