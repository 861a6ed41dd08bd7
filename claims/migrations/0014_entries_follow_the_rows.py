"""Let the database itself say which articles' entries are outdated, whoever writes the rows."""

from django.db import migrations

TABLES = {
    # table: (its article, what of a change matters)
    "claims_statement": (
        "{row}.article_id",
        "content cue source type act polarity certainty stance tier speaker_id repeats_id is_dropped",
    ),
    "claims_sourcelink": (
        "(SELECT article_id FROM claims_statement WHERE id = {row}.statement_id)",
        "statement_id span speaker_id name kind role",
    ),
    "claims_claimlink": (
        "(SELECT article_id FROM claims_statement WHERE id = {row}.statement_id)",
        "statement_id claim_id",
    ),
    "claims_analysis": ("{row}.article_id", "is_current"),
    "claims_judgement": ("{row}.article_id", "statement_id sort"),
    "claims_doubt": ("{row}.article_id", "statement_id"),
    "claims_storymembership": ("{row}.article_id", "article_id story_id voice"),
    "articles_article": ("{row}.id", "outlet_id published_at newest_id"),
}
# A judgement, a doubt or a link that goes with its article or statement finds none any more.
INSERT = """
INSERT INTO claims_outdated (article_id)
SELECT DISTINCT touched FROM (SELECT {article} AS touched FROM {rows}) AS all_rows WHERE touched IS NOT NULL;
"""
FUNCTION = """
CREATE FUNCTION {table}_outdates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {inserted}
    ELSIF TG_OP = 'DELETE' THEN {deleted}
    ELSE
        INSERT INTO claims_outdated (article_id)
        SELECT DISTINCT touched FROM (
            SELECT unnest(ARRAY[{before}, {after}]) AS touched
            FROM old_rows JOIN new_rows USING (id)
            WHERE ({old}) IS DISTINCT FROM ({new})
        ) AS all_rows WHERE touched IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_inserted_outdates AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {table}_outdates();
CREATE TRIGGER {table}_deleted_outdates AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION {table}_outdates();
CREATE TRIGGER {table}_updated_outdates AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_outdates();
"""
# What goes with its statement without Django's help, so that mass deletions need not know of it.
FORWARD = """
CREATE SEQUENCE claims_entry_serial;
DELETE FROM claims_entry;
ALTER TABLE claims_entry
    ADD CONSTRAINT entry_goes_with_its_statement FOREIGN KEY (statement_id)
        REFERENCES claims_statement ON DELETE CASCADE,
    ADD CONSTRAINT entry_goes_with_its_article FOREIGN KEY (article_id)
        REFERENCES articles_article ON DELETE CASCADE;
ALTER TABLE claims_notice
    ADD CONSTRAINT notice_outlives_its_statement FOREIGN KEY (statement_id)
        REFERENCES claims_statement ON DELETE SET NULL;
INSERT INTO claims_outdated (article_id) SELECT id FROM articles_article ORDER BY id;
"""
BACKWARD = """
ALTER TABLE claims_notice DROP CONSTRAINT notice_outlives_its_statement;
ALTER TABLE claims_entry
    DROP CONSTRAINT entry_goes_with_its_statement, DROP CONSTRAINT entry_goes_with_its_article;
DROP SEQUENCE claims_entry_serial;
"""


def function(table: str) -> str:
    """Return the SQL that makes a table's triggers."""
    article, columns = TABLES[table]

    def insert(rows: str) -> str:
        return INSERT.format(article=article.format(row=rows), rows=rows)

    return FUNCTION.format(
        table=table,
        inserted=insert("new_rows"),
        deleted=insert("old_rows"),
        before=article.format(row="old_rows"),
        after=article.format(row="new_rows"),
        old=", ".join(f"old_rows.{column}" for column in columns.split()),
        new=", ".join(f"new_rows.{column}" for column in columns.split()),
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_search_and_alerts")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *(
            migrations.RunSQL(function(table), f"DROP FUNCTION {table}_outdates() CASCADE")
            for table in TABLES
        ),
    ]
