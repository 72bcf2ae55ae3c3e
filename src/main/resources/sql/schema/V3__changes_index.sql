-- What a version has changed, in the order of seq: for GET /api/changes and the command "changes".
create index if not exists changes_version_seq on changes (version, seq);
