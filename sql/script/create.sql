\echo Use "CREATE EXTENSION pg_sdp" to load this file. \quit

