-- Comments on every column, so that \d+ explains the tables. docs/tables.md says the same at length.

COMMENT ON COLUMN sdp.users.id IS 'Identifies the row.';
COMMENT ON COLUMN sdp.users.email IS 'The address that names the user. Unique, not blank.';
COMMENT ON COLUMN sdp.users.name IS 'Its name. Not blank.';
COMMENT ON COLUMN sdp.users.avatar_url IS 'Where a picture of the user is.';
COMMENT ON COLUMN sdp.users.preferences IS 'Settings of the application.';
COMMENT ON COLUMN sdp.users.created_at IS 'When the row was made.';
COMMENT ON COLUMN sdp.users.updated_at IS 'When the row was last changed; kept up, and never put back.';

COMMENT ON COLUMN sdp.ai_provider_configs.id IS 'Identifies the row. Never changes.';
COMMENT ON COLUMN sdp.ai_provider_configs.user_id IS 'The user it belongs to. Never changes.';
COMMENT ON COLUMN sdp.ai_provider_configs.provider IS 'The kind of provider: anthropic, openai or custom.';
COMMENT ON COLUMN sdp.ai_provider_configs.label IS 'How people call it. Not blank.';
COMMENT ON COLUMN sdp.ai_provider_configs.api_key_encrypted IS
    'Parts of base64 or hexadecimal joined by :, . or $; none: for a forgotten key. A bare key is refused, as '
    'a guard against accidents.';
COMMENT ON COLUMN sdp.ai_provider_configs.default_model IS
    'The model that is used where none is named. Not blank.';
COMMENT ON COLUMN sdp.ai_provider_configs.base_url IS 'An absolute http or https URL; needed for custom.';
COMMENT ON COLUMN sdp.ai_provider_configs.is_default IS
    'At most one for each user: making one default un-defaults the other.';
COMMENT ON COLUMN sdp.ai_provider_configs.created_at IS 'When the row was made.';

COMMENT ON COLUMN sdp.projects.id IS 'Identifies the row. Never changes.';
COMMENT ON COLUMN sdp.projects.user_id IS 'The user it belongs to. The owner; never changes.';
COMMENT ON COLUMN sdp.projects.name IS 'Its name. Not blank.';
COMMENT ON COLUMN sdp.projects.slug IS
    'The name in addresses: lower-case letters, digits and single hyphens, unique among the user''s projects '
    'that are not deleted. Null or empty on INSERT: made from the name.';
COMMENT ON COLUMN sdp.projects.description IS 'What it is, in a few words.';
COMMENT ON COLUMN sdp.projects.current_stage IS 'Derived: what you send is ignored.';
COMMENT ON COLUMN sdp.projects.status IS
    'active, archived or deleted; archiving and deleting cancel an open generation.';
COMMENT ON COLUMN sdp.projects.ai_provider_id IS 'A provider of the owner.';
COMMENT ON COLUMN sdp.projects.template_id IS
    'A built-in template, or one of the owner (sdp_engine.template_owners).';
COMMENT ON COLUMN sdp.projects.created_at IS 'When the row was made. Never changes.';
COMMENT ON COLUMN sdp.projects.updated_at IS 'When the row was last changed; kept up, and never put back.';
COMMENT ON COLUMN sdp.projects.deleted_at IS
    'Set exactly while status is deleted: setting one sets the other.';

COMMENT ON COLUMN sdp.stages.id IS 'Identifies the row. Never changes.';
COMMENT ON COLUMN sdp.stages.project_id IS 'The project it belongs to. Never changes.';
COMMENT ON COLUMN sdp.stages.stage_number IS '1 to 9; never changes.';
COMMENT ON COLUMN sdp.stages.stage_name IS 'The one of its number; never changes.';
COMMENT ON COLUMN sdp.stages.stage_label IS 'How people call the stage.';
COMMENT ON COLUMN sdp.stages.status IS
    'By the lifecycle; one stage a statement; a new stage is active (stage 1) or locked.';
COMMENT ON COLUMN sdp.stages.data IS
    'An object; editable in active and review; saving it in active moves to review and writes an output; not '
    'back to null once there are outputs.';
COMMENT ON COLUMN sdp.stages.user_input IS 'What the person typed for the stage.';
COMMENT ON COLUMN sdp.stages.validated_at IS 'Set exactly on complete stages.';
COMMENT ON COLUMN sdp.stages.completed_at IS 'Set exactly on complete stages.';
COMMENT ON COLUMN sdp.stages.created_at IS 'When the row was made. Never changes.';
COMMENT ON COLUMN sdp.stages.updated_at IS 'When the row was last changed; kept up, and never put back.';

COMMENT ON COLUMN sdp.stage_outputs.id IS 'The key to use.';
COMMENT ON COLUMN sdp.stage_outputs.stage_id IS 'The stage it belongs to.';
COMMENT ON COLUMN sdp.stage_outputs.version IS
    'Assigned, one up from the highest, whatever you send. So ON CONFLICT (stage_id, version) never fires.';
COMMENT ON COLUMN sdp.stage_outputs.format IS
    'json, md, sql or yaml; the first output of a stage without data is an active json one.';
COMMENT ON COLUMN sdp.stage_outputs.content IS
    'Well formed in its format; json: an object without duplicate keys; none blank; at most sdp.max_content_bytes.';
COMMENT ON COLUMN sdp.stage_outputs.generated_by IS 'ai or human.';
COMMENT ON COLUMN sdp.stage_outputs.ai_generation_id IS
    'Set exactly for ai: a successful generation of the same stage.';
COMMENT ON COLUMN sdp.stage_outputs.is_active IS
    'At most one for each stage and format; activating one deactivates the other; activating json sets the '
    'stage''s data.';
COMMENT ON COLUMN sdp.stage_outputs.created_at IS 'When the row was made.';

COMMENT ON COLUMN sdp.ai_generations.id IS 'Identifies the row.';
COMMENT ON COLUMN sdp.ai_generations.stage_id IS 'The stage it belongs to.';
COMMENT ON COLUMN sdp.ai_generations.provider_id IS 'A provider of the project''s owner.';
COMMENT ON COLUMN sdp.ai_generations.model IS 'The model that was called.';
COMMENT ON COLUMN sdp.ai_generations.prompt_template IS 'The prompt that was used.';
COMMENT ON COLUMN sdp.ai_generations.input_tokens IS 'Not negative.';
COMMENT ON COLUMN sdp.ai_generations.output_tokens IS 'Not negative.';
COMMENT ON COLUMN sdp.ai_generations.total_tokens IS 'The sum; null on INSERT: filled in.';
COMMENT ON COLUMN sdp.ai_generations.estimated_cost IS 'Not negative, not NaN.';
COMMENT ON COLUMN sdp.ai_generations.duration_ms IS 'Not negative.';
COMMENT ON COLUMN sdp.ai_generations.status IS 'success, error or timeout.';
COMMENT ON COLUMN sdp.ai_generations.error_message IS 'Set exactly on error and timeout.';
COMMENT ON COLUMN sdp.ai_generations.created_at IS 'When the row was made.';

COMMENT ON COLUMN sdp.templates.id IS 'Identifies the row.';
COMMENT ON COLUMN sdp.templates.name IS 'Its name. Not blank.';
COMMENT ON COLUMN sdp.templates.description IS 'What it is, in a few words.';
COMMENT ON COLUMN sdp.templates.category IS
    'The kind of product: saas, api, landing, mobile, cli, fullstack or other.';
COMMENT ON COLUMN sdp.templates.icon IS 'A picture for it.';
COMMENT ON COLUMN sdp.templates.stage_defaults IS 'An object keyed by stage_name, with objects as values.';
COMMENT ON COLUMN sdp.templates.is_built_in IS 'True only on the extension''s own.';
COMMENT ON COLUMN sdp.templates.created_at IS 'When the row was made.';

COMMENT ON COLUMN sdp.export_packages.id IS 'Identifies the row.';
COMMENT ON COLUMN sdp.export_packages.project_id IS 'A project with its nine stages.';
COMMENT ON COLUMN sdp.export_packages.format IS 'folder or zip.';
COMMENT ON COLUMN sdp.export_packages.validation_status IS 'Derived: valid, warnings or errors.';
COMMENT ON COLUMN sdp.export_packages.validation_messages IS 'Derived: the findings.';
COMMENT ON COLUMN sdp.export_packages.file_path IS 'Not blank.';
COMMENT ON COLUMN sdp.export_packages.file_size_bytes IS 'Not negative.';
COMMENT ON COLUMN sdp.export_packages.exported_at IS 'When the package was written.';

COMMENT ON COLUMN sdp.mcp_tokens.id IS 'Identifies the row. Never changes.';
COMMENT ON COLUMN sdp.mcp_tokens.user_id IS 'The project''s owner; never changes.';
COMMENT ON COLUMN sdp.mcp_tokens.project_id IS 'The project it belongs to. Never changes.';
COMMENT ON COLUMN sdp.mcp_tokens.token_hash IS
    'SHA-256 of the token in lower-case hexadecimal; unique; never changes.';
COMMENT ON COLUMN sdp.mcp_tokens.label IS 'How people call it. Not blank.';
COMMENT ON COLUMN sdp.mcp_tokens.last_used_at IS 'When the token was last used.';
COMMENT ON COLUMN sdp.mcp_tokens.expires_at IS
    'Until when the token is good; null: for ever. Only ever shortened; revoking sets it to now.';
COMMENT ON COLUMN sdp.mcp_tokens.created_at IS 'When the row was made. Never changes.';

COMMENT ON COLUMN sdp_engine.project_state.project_id IS 'The project it belongs to.';
COMMENT ON COLUMN sdp_engine.project_state.lock_count IS 'How often the lock was taken.';
COMMENT ON COLUMN sdp_engine.project_state.exported_state IS
    'What the newest export was made of; stage 9 completes while it is still so.';

COMMENT ON COLUMN sdp_engine.stage_events.project_id IS 'The project it belongs to.';
COMMENT ON COLUMN sdp_engine.stage_events.seq IS '1, 2, 3 … within the project, without gaps.';
COMMENT ON COLUMN sdp_engine.stage_events.stage_id IS 'The stage it belongs to.';
COMMENT ON COLUMN sdp_engine.stage_events.stage_number IS 'The number of the stage.';
COMMENT ON COLUMN sdp_engine.stage_events.from_status IS 'The status before.';
COMMENT ON COLUMN sdp_engine.stage_events.to_status IS 'The status after.';
COMMENT ON COLUMN sdp_engine.stage_events.actor IS 'Sdp.user_id, else the session''s role.';
COMMENT ON COLUMN sdp_engine.stage_events.reason IS
    'That of revert_stage, send_back_stage, transition_stage, cancel_generation or accept_finding.';
COMMENT ON COLUMN sdp_engine.stage_events.occurred_at IS 'When it happened.';
COMMENT ON COLUMN sdp_engine.stage_events.erased_completed_at IS
    'The stage''s completed_at before this change, where it left complete.';
COMMENT ON COLUMN sdp_engine.stage_events.transaction_id IS
    'The transaction that made the change. Numbers are a cluster''s own: after a restore they only tell which '
    'changes were made together.';

COMMENT ON COLUMN sdp_engine.rules.name IS
    'Names the rule in its findings: lower-case letters, digits and single hyphens.';
COMMENT ON COLUMN sdp_engine.rules.stage_number IS
    'The stage whose data it looks at; null: an own rule looks at the whole project, a built-in one at each stage.';
COMMENT ON COLUMN sdp_engine.rules.severity IS 'Error, warning or info.';
COMMENT ON COLUMN sdp_engine.rules.description IS 'What it finds, for people.';
COMMENT ON COLUMN sdp_engine.rules.predicate IS
    'A jsonpath, as text: what it is not true of is found. Null for a built-in rule and one with a function.';
COMMENT ON COLUMN sdp_engine.rules.function_name IS
    'A function (project uuid, data jsonb) that returns findings, by its schema and name; resolved when it runs.';
COMMENT ON COLUMN sdp_engine.rules.message IS
    'Of the finding of a predicate, with placeholders: {project}, {stage}, {rule}, {/json/pointer}.';
COMMENT ON COLUMN sdp_engine.rules.is_built_in IS
    'Brought by the extension: only custom_severity and enabled change.';
COMMENT ON COLUMN sdp_engine.rules.custom_severity IS
    'The severity that a built-in rule has instead of its own; null goes back.';
COMMENT ON COLUMN sdp_engine.rules.enabled IS 'Whether the rule is looked at.';

COMMENT ON COLUMN sdp_engine.accepted_findings.project_id IS 'The project it belongs to.';
COMMENT ON COLUMN sdp_engine.accepted_findings.fingerprint IS
    'Derived: the SHA-256 of stage, rule, path and message, which together may be longer than an index takes.';
COMMENT ON COLUMN sdp_engine.accepted_findings.stage_number IS
    'The stage that the finding names; null: none, it is about the project.';
COMMENT ON COLUMN sdp_engine.accepted_findings.rule IS 'The rule that found it.';
COMMENT ON COLUMN sdp_engine.accepted_findings.path IS 'Where: a JSON pointer into the stage''s data.';
COMMENT ON COLUMN sdp_engine.accepted_findings.message IS
    'What it said: with another message it is another finding, which nobody accepted.';
COMMENT ON COLUMN sdp_engine.accepted_findings.reason IS 'Why it was accepted. Not blank.';
COMMENT ON COLUMN sdp_engine.accepted_findings.actor IS
    'Derived: sdp.user_id, else the session''s role.';
COMMENT ON COLUMN sdp_engine.accepted_findings.accepted_at IS 'Derived: when it was accepted.';

COMMENT ON COLUMN sdp_engine.generation_tickets.id IS 'The ticket.';
COMMENT ON COLUMN sdp_engine.generation_tickets.stage_id IS 'The stage it belongs to.';
COMMENT ON COLUMN sdp_engine.generation_tickets.project_id IS 'The project it belongs to.';
COMMENT ON COLUMN sdp_engine.generation_tickets.kind IS
    'worker: opened by request_generation or begin_generation; direct: opened by a plain UPDATE of the status.';
COMMENT ON COLUMN sdp_engine.generation_tickets.provider_id IS
    'The provider that was chosen; null for a direct ticket, whose ledger row names it.';
COMMENT ON COLUMN sdp_engine.generation_tickets.model IS 'The model that was called.';
COMMENT ON COLUMN sdp_engine.generation_tickets.waiting IS 'In the queue, for a worker to claim.';
COMMENT ON COLUMN sdp_engine.generation_tickets.worker IS 'Who has it; null while nobody has.';
COMMENT ON COLUMN sdp_engine.generation_tickets.claimed_at IS 'When the worker claimed it.';
COMMENT ON COLUMN sdp_engine.generation_tickets.due_at IS
    'While it waits: its place in the queue. Then the end of the lease, or when a direct one is given up.';
COMMENT ON COLUMN sdp_engine.generation_tickets.attempt IS 'Which try of the job this is, from 1.';
COMMENT ON COLUMN sdp_engine.generation_tickets.request_id IS
    'The ticket of the first try; null on that one itself.';
COMMENT ON COLUMN sdp_engine.generation_tickets.reserved_cost IS
    'The estimate that counts against the owner''s budget while it is open.';
COMMENT ON COLUMN sdp_engine.generation_tickets.prompt_template IS 'The prompt that was used.';
COMMENT ON COLUMN sdp_engine.generation_tickets.user_input IS 'What the person typed for the stage.';
COMMENT ON COLUMN sdp_engine.generation_tickets.from_status IS 'Where the stage came from.';
COMMENT ON COLUMN sdp_engine.generation_tickets.opened_at IS 'When the generation began.';
COMMENT ON COLUMN sdp_engine.generation_tickets.closed_at IS 'Null while it is open.';
COMMENT ON COLUMN sdp_engine.generation_tickets.outcome IS
    'success, error, timeout or cancelled; null while it is open.';
COMMENT ON COLUMN sdp_engine.generation_tickets.to_status IS 'Where the stage goes.';
COMMENT ON COLUMN sdp_engine.generation_tickets.generation_id IS 'The row of the ledger.';
COMMENT ON COLUMN sdp_engine.generation_tickets.applied IS
    'Whether the report came while the ticket was open.';
COMMENT ON COLUMN sdp_engine.generation_tickets.error_code IS 'Why an answer was bad.';
COMMENT ON COLUMN sdp_engine.generation_tickets.message IS
    'Why an answer was bad, or that the ticket was closed before.';
COMMENT ON COLUMN sdp_engine.generation_tickets.detail IS 'Values that the ledger''s columns could not hold.';

COMMENT ON COLUMN sdp_engine.output_context.output_id IS 'The output that was made.';
COMMENT ON COLUMN sdp_engine.output_context.stages IS 'The stages that its stage reads.';
COMMENT ON COLUMN sdp_engine.output_context.versions IS
    'The active json version of each at that time; null: none.';

COMMENT ON COLUMN sdp_engine.stage_definitions.number IS 'Its number.';
COMMENT ON COLUMN sdp_engine.stage_definitions.name IS 'Its name.';
COMMENT ON COLUMN sdp_engine.stage_definitions.label IS 'Built in.';
COMMENT ON COLUMN sdp_engine.stage_definitions.description IS 'Built in.';
COMMENT ON COLUMN sdp_engine.stage_definitions.context IS 'The stages that it reads.';
COMMENT ON COLUMN sdp_engine.stage_definitions.schema_name IS
    'The JSON Schema of the stage''s data, in sdp_engine.schemas.';
COMMENT ON COLUMN sdp_engine.stage_definitions.can_generate IS 'False for stage 9.';
COMMENT ON COLUMN sdp_engine.stage_definitions.custom_label IS 'Overrides.';
COMMENT ON COLUMN sdp_engine.stage_definitions.custom_description IS 'Overrides.';

COMMENT ON COLUMN sdp_engine.schemas.name IS 'Its name.';
COMMENT ON COLUMN sdp_engine.schemas.document IS 'Built in; null for a registered schema.';
COMMENT ON COLUMN sdp_engine.schemas.custom_document IS 'Overrides; all that a registered schema has.';

COMMENT ON COLUMN sdp_engine.template_owners.template_id IS 'The template.';
COMMENT ON COLUMN sdp_engine.template_owners.user_id IS 'The user it belongs to.';

COMMENT ON COLUMN sdp_engine.slug_counters.user_id IS 'The user it belongs to.';
COMMENT ON COLUMN sdp_engine.slug_counters.base IS 'The slug without its number.';
COMMENT ON COLUMN sdp_engine.slug_counters.last_number IS 'The highest number given.';

COMMENT ON COLUMN sdp_engine.migrations.name IS 'Its name.';
COMMENT ON COLUMN sdp_engine.migrations.version IS 'Of the library that did it.';
COMMENT ON COLUMN sdp_engine.migrations.applied_at IS 'When it was run.';
COMMENT ON COLUMN sdp_engine.migrations.number IS
    'Its number, the four digits that its file''s name begins with.';

COMMENT ON COLUMN sdp.stage_overview.project_id IS 'The project.';
COMMENT ON COLUMN sdp.stage_overview.project IS 'Its slug.';
COMMENT ON COLUMN sdp.stage_overview.stage_number IS '1 to 9.';
COMMENT ON COLUMN sdp.stage_overview.stage_name IS 'The name of the stage.';
COMMENT ON COLUMN sdp.stage_overview.stage_label IS 'How people call the stage.';
COMMENT ON COLUMN sdp.stage_overview.status IS 'locked, active, generating, review or complete.';
COMMENT ON COLUMN sdp.stage_overview.version IS 'The highest version of its outputs; null: none yet.';
COMMENT ON COLUMN sdp.stage_overview.formats IS 'The formats that are active.';
COMMENT ON COLUMN sdp.stage_overview.validated_at IS 'Set on complete stages.';
COMMENT ON COLUMN sdp.stage_overview.completed_at IS 'Set on complete stages.';
COMMENT ON COLUMN sdp.stage_overview.updated_at IS 'When the stage was last changed.';
COMMENT ON COLUMN sdp.stage_overview.owner_id IS 'The user whose project it is.';
COMMENT ON COLUMN sdp.stage_overview.owner IS 'The users email.';
COMMENT ON COLUMN sdp.stage_overview.json_version IS 'Of the active json output; 0: none. What save_stage expects.';

COMMENT ON COLUMN sdp.project_overview.project_id IS 'The project.';
COMMENT ON COLUMN sdp.project_overview.project IS 'Its slug.';
COMMENT ON COLUMN sdp.project_overview.name IS 'Its name.';
COMMENT ON COLUMN sdp.project_overview.owner IS 'The email of its owner.';
COMMENT ON COLUMN sdp.project_overview.status IS 'active, archived or deleted.';
COMMENT ON COLUMN sdp.project_overview.current_stage IS 'The number of the open stage.';
COMMENT ON COLUMN sdp.project_overview.current_stage_name IS 'Its name.';
COMMENT ON COLUMN sdp.project_overview.current_stage_status IS 'Its status.';
COMMENT ON COLUMN sdp.project_overview.completed_stages IS 'How many of the nine stages are complete.';
COMMENT ON COLUMN sdp.project_overview.updated_at IS 'When the projects row was last changed.';
COMMENT ON COLUMN sdp.project_overview.owner_id IS 'The user whose project it is.';
COMMENT ON COLUMN sdp.project_overview.last_change IS
    'When the project or one of its stages was last changed.';

-- Triggers.
COMMENT ON TRIGGER "00_sdp_after" ON sdp.ai_generations IS
    'The authority on the rules of the table, and the cause of what follows from a change; named to come '
    'before foreign keys and an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp.ai_generations IS
    'Normalises the row, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp.ai_generations IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_after" ON sdp.ai_provider_configs IS
    'The authority on the rules of the table, and the cause of what follows from a change; named to come '
    'before foreign keys and an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp.ai_provider_configs IS
    'Normalises the row, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp.ai_provider_configs IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_after" ON sdp.export_packages IS
    'The authority on the rules of the table, and the cause of what follows from a change; named to come '
    'before foreign keys and an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp.export_packages IS
    'Normalises the row, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp.export_packages IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_after" ON sdp.mcp_tokens IS
    'The authority on the rules of the table, and the cause of what follows from a change; named to come '
    'before foreign keys and an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp.mcp_tokens IS
    'Normalises the row, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp.mcp_tokens IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_after" ON sdp.projects IS
    'The authority on the rules of the table, and the cause of what follows from a change; named to come '
    'before foreign keys and an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp.projects IS
    'Normalises the row, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp.projects IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_after" ON sdp.stage_outputs IS
    'The authority on the rules of the table, and the cause of what follows from a change; named to come '
    'before foreign keys and an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp.stage_outputs IS
    'Normalises the row, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp.stage_outputs IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_after" ON sdp.stages IS
    'The authority on the rules of the table, and the cause of what follows from a change; named to come '
    'before foreign keys and an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp.stages IS
    'Normalises the row, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp.stages IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_after" ON sdp.templates IS
    'The authority on the rules of the table, and the cause of what follows from a change; named to come '
    'before foreign keys and an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp.templates IS
    'Normalises the row, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp.templates IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_after" ON sdp.users IS
    'The authority on the rules of the table, and the cause of what follows from a change; named to come '
    'before foreign keys and an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp.users IS
    'Normalises the row, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp.users IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.generation_tickets IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp_engine.migrations IS
    'Keeps rows that the extension brings read-only, and lets a dump''s rows take their place.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.migrations IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.output_context IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.project_state IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp_engine.schemas IS
    'Keeps rows that the extension brings read-only, and lets a dump''s rows take their place.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.schemas IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.slug_counters IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp_engine.stage_definitions IS
    'Keeps rows that the extension brings read-only, and lets a dump''s rows take their place.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.stage_definitions IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.stage_events IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.template_owners IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp_engine.rules IS
    'Keeps rows that the extension brings read-only, and lets a dump''s rows take their place.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.rules IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_after" ON sdp_engine.accepted_findings IS
    'Writes the log; named to come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_before" ON sdp_engine.accepted_findings IS
    'Derives what is derived, takes the engine''s lock and refuses what the rules of the table refuse; named to '
    'come before an application''s own.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.accepted_findings IS
    'Refuses TRUNCATE, which would go round the rules.';

COMMENT ON COLUMN sdp_engine.model_prices.provider IS
    'anthropic, openai, custom, or any: whoever has no price of its own.';
COMMENT ON COLUMN sdp_engine.model_prices.model IS 'The model''s name, as generations have it.';
COMMENT ON COLUMN sdp_engine.model_prices.valid_from IS 'The price holds from then, until a later one does.';
COMMENT ON COLUMN sdp_engine.model_prices.input_price IS 'Dollars for a million input tokens.';
COMMENT ON COLUMN sdp_engine.model_prices.output_price IS 'Dollars for a million output tokens.';

COMMENT ON COLUMN sdp_engine.budgets.user_id IS 'Whose projects'' generations count.';
COMMENT ON COLUMN sdp_engine.budgets.monthly_amount IS 'In dollars; 0: no generation at all.';
COMMENT ON COLUMN sdp_engine.budgets.month IS 'The month that spent is counted for. The engine''s.';
COMMENT ON COLUMN sdp_engine.budgets.spent IS
    'What was spent in that month since the row is there, purged projects included. The engine''s.';
COMMENT ON COLUMN sdp_engine.budgets.warned_at IS 'When 80 % were passed in that month. The engine''s.';

COMMENT ON COLUMN sdp.generation_queue.state IS 'overdue, claimed, direct (by a plain UPDATE) or waiting.';
COMMENT ON COLUMN sdp.generation_queue.project_id IS 'The project.';
COMMENT ON COLUMN sdp.generation_queue.project IS 'Its slug.';
COMMENT ON COLUMN sdp.generation_queue.owner_id IS 'Whose it is.';
COMMENT ON COLUMN sdp.generation_queue.stage_number IS '1 to 9.';
COMMENT ON COLUMN sdp.generation_queue.stage_name IS 'The name of the stage.';
COMMENT ON COLUMN sdp.generation_queue.worker IS 'Who has it; null while nobody has.';
COMMENT ON COLUMN sdp.generation_queue.attempt IS 'Which try it is, from 1.';
COMMENT ON COLUMN sdp.generation_queue.opened_at IS 'When this try was asked for.';
COMMENT ON COLUMN sdp.generation_queue.claimed_at IS 'When the worker claimed it.';
COMMENT ON COLUMN sdp.generation_queue.due_at IS 'While it waits, its place in the queue; then when it is overdue.';
COMMENT ON COLUMN sdp.generation_queue.provider_id IS 'The provider; null for a direct one.';
COMMENT ON COLUMN sdp.generation_queue.model IS 'The model; null for a direct one.';
COMMENT ON COLUMN sdp.generation_queue.reserved_cost IS 'What it is expected to cost.';
COMMENT ON COLUMN sdp.generation_queue.ticket IS 'The right to report.';
COMMENT ON COLUMN sdp.generation_queue.request IS 'The ticket of the first try.';

COMMENT ON COLUMN sdp.usage_by_project.project_id IS 'The project.';
COMMENT ON COLUMN sdp.usage_by_project.project IS 'Its slug.';
COMMENT ON COLUMN sdp.usage_by_project.owner_id IS 'Whose it is.';
COMMENT ON COLUMN sdp.usage_by_project.generations IS 'How many generations there were.';
COMMENT ON COLUMN sdp.usage_by_project.failed IS 'How many of them failed.';
COMMENT ON COLUMN sdp.usage_by_project.input_tokens IS 'The sum of their input tokens.';
COMMENT ON COLUMN sdp.usage_by_project.output_tokens IS 'The sum of their output tokens.';
COMMENT ON COLUMN sdp.usage_by_project.estimated_cost IS 'What they cost, in dollars.';
COMMENT ON COLUMN sdp.usage_by_project.last_at IS 'When the last one was recorded.';

COMMENT ON COLUMN sdp.usage_by_user.user_id IS 'The user.';
COMMENT ON COLUMN sdp.usage_by_user.email IS 'The user''s address.';
COMMENT ON COLUMN sdp.usage_by_user.generations IS 'How many generations there were.';
COMMENT ON COLUMN sdp.usage_by_user.failed IS 'How many of them failed.';
COMMENT ON COLUMN sdp.usage_by_user.input_tokens IS 'The sum of their input tokens.';
COMMENT ON COLUMN sdp.usage_by_user.output_tokens IS 'The sum of their output tokens.';
COMMENT ON COLUMN sdp.usage_by_user.estimated_cost IS 'What they cost, in dollars.';
COMMENT ON COLUMN sdp.usage_by_user.estimated_cost_this_month IS 'What those of this month (UTC) cost.';
COMMENT ON COLUMN sdp.usage_by_user.last_at IS 'When the last one was recorded.';

COMMENT ON COLUMN sdp.usage_by_model.provider IS 'The kind of provider.';
COMMENT ON COLUMN sdp.usage_by_model.model IS 'The model.';
COMMENT ON COLUMN sdp.usage_by_model.generations IS 'How many generations there were.';
COMMENT ON COLUMN sdp.usage_by_model.failed IS 'How many of them failed.';
COMMENT ON COLUMN sdp.usage_by_model.input_tokens IS 'The sum of their input tokens.';
COMMENT ON COLUMN sdp.usage_by_model.output_tokens IS 'The sum of their output tokens.';
COMMENT ON COLUMN sdp.usage_by_model.estimated_cost IS 'What they cost, in dollars.';
COMMENT ON COLUMN sdp.usage_by_model.average_duration_ms IS 'How long they took.';
COMMENT ON COLUMN sdp.usage_by_model.last_at IS 'When the last one was recorded.';

COMMENT ON COLUMN sdp.usage_by_day.day IS 'The day, in UTC.';
COMMENT ON COLUMN sdp.usage_by_day.generations IS 'How many generations there were.';
COMMENT ON COLUMN sdp.usage_by_day.failed IS 'How many of them failed.';
COMMENT ON COLUMN sdp.usage_by_day.input_tokens IS 'The sum of their input tokens.';
COMMENT ON COLUMN sdp.usage_by_day.output_tokens IS 'The sum of their output tokens.';
COMMENT ON COLUMN sdp.usage_by_day.estimated_cost IS 'What they cost, in dollars.';

COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.model_prices IS
    'Refuses TRUNCATE, which would go round the rules.';
COMMENT ON TRIGGER "00_sdp_truncate" ON sdp_engine.budgets IS
    'Refuses TRUNCATE, which would go round the rules.';
