\echo Use "CREATE EXTENSION pg_sdp" to load this file. \quit

-- Nothing in this script is looked up anywhere else: operators planted in schema sdp would run as
-- the superuser who runs the script of a trusted extension.
SET LOCAL search_path = pg_catalog, pg_temp;
