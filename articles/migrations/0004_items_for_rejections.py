"""Let every article and every refused or skipped item of before have its row among the items."""

from django.db import migrations, models

FORWARD = """
INSERT INTO articles_item
    (batch_id, position, name, line, state, size, sha256, encoding, details, origins, zones,
     remarks, likeness, article_id)
SELECT batch_id, position, origin, NULL, 'loaded', NULL, sha256, encoding,
    jsonb_strip_nulls(jsonb_build_object(
        'id', nullif(external_id, ''), 'url', nullif(url, ''), 'title', nullif(title, ''),
        'byline', nullif(byline, ''),
        'outlet', (SELECT name FROM articles_outlet WHERE id = outlet_id),
        'published', CASE published_precision
            WHEN 'day' THEN to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
            ELSE to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"') END
    )),
    '{}', '{}', '[]', '', id
FROM articles_article;

INSERT INTO articles_item
    (batch_id, position, name, line, state, size, sha256, encoding, details, origins, zones,
     remarks, likeness, like_id)
SELECT DISTINCT ON (batch_id, position) batch_id, position, origin, line, kind, NULL, '', '',
    '{}', '{}', '{}',
    jsonb_build_array(jsonb_build_object(
        'reason', reason, 'name', origin, 'line', line, 'field', field)),
    CASE WHEN kind <> 'skipped' THEN ''
         WHEN reason LIKE 'the same bytes%%' THEN 'bytes' ELSE 'text' END,
    duplicate_of_id
FROM articles_rejection
WHERE position > 0 AND kind IN ('refused', 'skipped')
ORDER BY batch_id, position, id
ON CONFLICT (batch_id, position) DO NOTHING;

UPDATE articles_item item SET remarks = item.remarks || told.remarks
FROM (
    SELECT batch_id, position, jsonb_agg(jsonb_build_object(
        'reason', reason, 'name', origin, 'line', line, 'field', field) ORDER BY id) AS remarks
    FROM articles_rejection WHERE kind = 'warning' GROUP BY batch_id, position
) told
WHERE told.batch_id = item.batch_id AND told.position = item.position;

UPDATE articles_batch batch SET remarks = told.remarks
FROM (
    SELECT batch_id, jsonb_agg(jsonb_build_object(
        'reason', reason, 'name', origin, 'line', line, 'field', field) ORDER BY id) AS remarks
    FROM articles_rejection WHERE position = 0 GROUP BY batch_id
) told
WHERE told.batch_id = batch.id;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_intake")]
    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.DeleteModel("Rejection"),
        migrations.AlterField(
            model_name="item",
            name="state",
            field=models.CharField(
                choices=[
                    ("ready", "ready to be read in"),
                    ("loaded", "read in"),
                    ("refused", "refused"),
                    ("skipped", "already there"),
                    ("left out", "left out by a person"),
                    ("cancelled", "cancelled"),
                    ("undone", "rolled back"),
                ],
                default="ready",
                max_length=9,
            ),
        ),
    ]
