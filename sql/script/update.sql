\echo Use "ALTER EXTENSION pg_sdp UPDATE" to load this file. \quit

