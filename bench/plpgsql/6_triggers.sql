-- The triggers that this benchmark's operations fire. Those of the other tables, against DELETE
-- and against TRUNCATE are left out: they would change nothing here.

CREATE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.projects
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.projects_before();
CREATE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE ON sdp.projects
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.projects_after();

CREATE TRIGGER "00_sdp_before_insert" BEFORE INSERT ON sdp.stages
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.stages_before_insert();
CREATE TRIGGER "00_sdp_after_insert" AFTER INSERT ON sdp.stages
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.stages_after_insert();
CREATE TRIGGER "00_sdp_before_update" BEFORE UPDATE ON sdp.stages
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.stages_before_update();
CREATE TRIGGER "00_sdp_after_update" AFTER UPDATE ON sdp.stages
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.stages_after_update();

CREATE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.stage_outputs
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.outputs_before();
CREATE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE ON sdp.stage_outputs
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.outputs_after();

CREATE TRIGGER "00_sdp_before" BEFORE INSERT OR UPDATE ON sdp.export_packages
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.export_packages_before();
CREATE TRIGGER "00_sdp_after" AFTER INSERT OR UPDATE ON sdp.export_packages
    FOR EACH ROW EXECUTE FUNCTION sdp_engine.export_packages_after();
