-- Whoever raised what was merged into a matter is named in its texts, too: looked for on each page.
create index topic_merged on topic (county, merged_into) where merged_into is not null;
