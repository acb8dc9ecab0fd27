-- Which transaction made a change, so that what was done together is found together.
ALTER TABLE sdp_engine.stage_events ADD COLUMN transaction_id xid8;
