-- What a revert erases is remembered, so that a stale row that is saved whole is told from a new
-- completion.
ALTER TABLE sdp_engine.stage_events ADD COLUMN erased_completed_at timestamptz;
COMMENT ON COLUMN sdp_engine.stage_events.erased_completed_at IS
    'The stage''s completed_at before this change, where it left complete. An UPDATE that completes the stage '
    'with this very time saves a row that was read before the revert, and is refused.';
