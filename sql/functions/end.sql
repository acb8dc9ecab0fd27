-- The one statement of this script that touches tables: as the owner of schema sdp, in its cage.
SELECT sdp.install();
