-- The package as a zip: its own checks, comparison, export to the client.
\set SHOW_CONTEXT never
\pset null '-'
INSERT INTO sdp.users (id, email, name) VALUES ('00000000-0000-4000-8000-0000000000b1', 'zip@example.com', 'Zip');
SELECT sdp.create_project('00000000-0000-4000-8000-0000000000b1', 'Corner Shop') AS shop \gset
SELECT count(*) FROM generate_series(1, 8) n, sdp.save_stage(:'shop', 1, fitting_data(1)) s WHERE n = 1;

-- The bytes are the same, whatever the session's settings.
SELECT sdp.package_zip(:'shop') AS before \gset
SET TimeZone = 'Asia/Kolkata';
SET DateStyle = 'German';
SELECT sdp.package_zip(:'shop') = :'before' AS the_same;
RESET TimeZone;
RESET DateStyle;
SELECT count(*) AS findings FROM sdp.verify_package(:'before');
SELECT count(*) AS differences FROM sdp.compare_packages(:'before', :'before');
SET sdp.package_max_bytes = '1kB';
SELECT sdp.package_zip(:'shop');
\echo :SQLSTATE
SELECT rule, message FROM sdp.verify_package(:'before');
RESET sdp.package_max_bytes;
SELECT sdp.package_zip('00000000-0000-4000-8000-0000000000ff');

-- What changes from one to the next.
SELECT version FROM sdp.save_stage(:'shop', 1, '{"name": "Corner Shop", "a/b": [1, 2]}');
SELECT * FROM sdp.compare_packages(:'before', sdp.package_zip(:'shop'));
SELECT * FROM sdp.compare_packages(:'before', 'not a zip');
\echo :SQLSTATE

-- No package at all, or a part of one.
SELECT * FROM sdp.verify_package('');
SELECT severity, rule, stage_number, path FROM sdp.verify_package(substr(:'before'::bytea, 1, 100));
SELECT * FROM sdp.verify_package(NULL);

-- Exporting asks for a valid project, then gives and records in one call; stage 9 can be completed.
\set VERBOSITY terse
SELECT * FROM sdp.export_project(:'shop', 'zip');
\echo :SQLSTATE
\set VERBOSITY default
SELECT sdp.complete_stage(:'shop', 1);
SELECT n, (sdp.save_stage(:'shop', n, fitting_data(n))).status, sdp.complete_stage(:'shop', n) FROM generate_series(2, 8) n;
SELECT file_path, validation_status, file_size_bytes = length(content) AS true_size, content = sdp.package_zip(:'shop') AS the_package
    FROM sdp.export_project(:'shop', 'zip');
SELECT format, file_path, validation_status FROM sdp.export_packages WHERE project_id = :'shop';
SELECT (sdp.save_stage(:'shop', 9, fitting_data(9))).status, sdp.complete_stage(:'shop', 9);
-- Completing it changes no byte.
SELECT sdp.package_zip(:'shop') AS complete \gset
SELECT * FROM sdp.compare_packages(:'complete', sdp.package_zip(:'shop'));

-- What cannot be exported.
SELECT * FROM sdp.export_project(:'shop', 'tar');
\echo :SQLSTATE
SELECT * FROM sdp.export_project(:'shop', 'folder');
\echo :SQLSTATE
SELECT * FROM sdp.export_project(:'shop', 'zip', 'shop.zip');
\echo :SQLSTATE
SELECT sdp.clean_exports();
SET sdp.export_directory = '/nowhere/at/all';
SELECT * FROM sdp.export_project(:'shop', 'zip', '../shop.zip');
\echo :SQLSTATE
SELECT * FROM sdp.export_project(:'shop', 'zip', 'shop.zip');
RESET sdp.export_directory;

-- Exports are compared where the server has them.
INSERT INTO sdp.export_packages (id, project_id, format, validation_status, file_path, file_size_bytes)
    VALUES ('00000000-0000-4000-8000-0000000000b2', :'shop', 'zip', 'valid', 'shop.zip', 1000),
        ('00000000-0000-4000-8000-0000000000b3', :'shop', 'folder', 'valid', '/nowhere/at/all/shop', 1000);
SELECT * FROM sdp.compare_exports('00000000-0000-4000-8000-0000000000b2', NULL);
SELECT * FROM sdp.compare_exports('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000ff');
\echo :SQLSTATE
SELECT * FROM sdp.compare_exports('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000b3');
\echo :SQLSTATE
SET sdp.export_directory = '/nowhere/at/all';
SELECT * FROM sdp.compare_exports('00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000b3');
\echo :SQLSTATE
SELECT * FROM sdp.compare_exports('00000000-0000-4000-8000-0000000000b3', '00000000-0000-4000-8000-0000000000b2');
RESET sdp.export_directory;
DELETE FROM sdp.users WHERE id = '00000000-0000-4000-8000-0000000000b1';
