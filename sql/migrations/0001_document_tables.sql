-- The nine tables of database-design.md, exactly: every column, type, default, check, foreign key
-- and index. Names of constraints are those that an ORM would give. What is not in the document is
-- not here, but for stages' fillfactor: it leaves room on the page, so that updates of status alone
-- stay HOT.

CREATE TABLE sdp.users (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    email varchar(255) NOT NULL CONSTRAINT users_email_unique UNIQUE,
    name varchar(255) NOT NULL,
    avatar_url text,
    preferences jsonb DEFAULT '{}',
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL
);
CREATE UNIQUE INDEX idx_users_email ON sdp.users (email);

CREATE TABLE sdp.ai_provider_configs (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT ai_provider_configs_user_id_users_id_fk
        REFERENCES sdp.users (id) ON DELETE CASCADE,
    provider varchar(20) NOT NULL CONSTRAINT ai_provider_configs_provider_check
        CHECK (provider IN ('anthropic', 'openai', 'custom')),
    label varchar(255) NOT NULL,
    api_key_encrypted text NOT NULL,
    default_model varchar(100) NOT NULL,
    base_url text,
    is_default boolean DEFAULT false NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL
);
CREATE INDEX idx_ai_configs_user ON sdp.ai_provider_configs (user_id);

CREATE TABLE sdp.templates (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    name varchar(255) NOT NULL,
    description text NOT NULL,
    category varchar(20) NOT NULL CONSTRAINT templates_category_check
        CHECK (category IN ('saas', 'api', 'landing', 'mobile', 'cli', 'fullstack', 'other')),
    icon varchar(50),
    stage_defaults jsonb NOT NULL,
    is_built_in boolean DEFAULT false NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL
);

CREATE TABLE sdp.projects (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT projects_user_id_users_id_fk
        REFERENCES sdp.users (id) ON DELETE CASCADE,
    name varchar(255) NOT NULL,
    slug varchar(255) NOT NULL,
    description text,
    current_stage integer DEFAULT 1 NOT NULL,
    status varchar(20) DEFAULT 'active' NOT NULL CONSTRAINT projects_status_check
        CHECK (status IN ('active', 'archived', 'deleted')),
    ai_provider_id uuid CONSTRAINT projects_ai_provider_id_ai_provider_configs_id_fk
        REFERENCES sdp.ai_provider_configs (id),
    template_id uuid CONSTRAINT projects_template_id_templates_id_fk
        REFERENCES sdp.templates (id),
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX idx_projects_user ON sdp.projects (user_id);
CREATE UNIQUE INDEX idx_projects_user_slug ON sdp.projects (user_id, slug)
    WHERE deleted_at IS NULL;

CREATE TABLE sdp.stages (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    project_id uuid NOT NULL CONSTRAINT stages_project_id_projects_id_fk
        REFERENCES sdp.projects (id) ON DELETE CASCADE,
    stage_number integer NOT NULL CONSTRAINT stages_stage_number_check
        CHECK (stage_number BETWEEN 1 AND 9),
    stage_name varchar(20) NOT NULL,
    stage_label varchar(50) NOT NULL,
    status varchar(20) DEFAULT 'locked' NOT NULL CONSTRAINT stages_status_check
        CHECK (status IN ('locked', 'active', 'generating', 'review', 'complete')),
    data jsonb,
    user_input text,
    validated_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX idx_stages_project_number ON sdp.stages (project_id, stage_number);
CREATE INDEX idx_stages_data ON sdp.stages USING gin (data);

CREATE TABLE sdp.ai_generations (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    stage_id uuid NOT NULL CONSTRAINT ai_generations_stage_id_stages_id_fk
        REFERENCES sdp.stages (id) ON DELETE CASCADE,
    provider_id uuid NOT NULL CONSTRAINT ai_generations_provider_id_ai_provider_configs_id_fk
        REFERENCES sdp.ai_provider_configs (id),
    model varchar(100) NOT NULL,
    prompt_template varchar(100) NOT NULL,
    input_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    total_tokens integer NOT NULL,
    estimated_cost decimal(10,6) NOT NULL,
    duration_ms integer NOT NULL,
    status varchar(10) NOT NULL CONSTRAINT ai_generations_status_check
        CHECK (status IN ('success', 'error', 'timeout')),
    error_message text,
    created_at timestamptz DEFAULT now() NOT NULL
);
CREATE INDEX idx_generations_stage ON sdp.ai_generations (stage_id);
CREATE INDEX idx_generations_created ON sdp.ai_generations (created_at);

CREATE TABLE sdp.stage_outputs (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    stage_id uuid NOT NULL CONSTRAINT stage_outputs_stage_id_stages_id_fk
        REFERENCES sdp.stages (id) ON DELETE CASCADE,
    version integer NOT NULL,
    format varchar(10) NOT NULL CONSTRAINT stage_outputs_format_check
        CHECK (format IN ('json', 'md', 'sql', 'yaml')),
    content text NOT NULL,
    generated_by varchar(10) NOT NULL CONSTRAINT stage_outputs_generated_by_check
        CHECK (generated_by IN ('ai', 'human')),
    ai_generation_id uuid CONSTRAINT stage_outputs_ai_generation_id_ai_generations_id_fk
        REFERENCES sdp.ai_generations (id),
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL
);
CREATE INDEX idx_outputs_stage ON sdp.stage_outputs (stage_id);
CREATE UNIQUE INDEX idx_outputs_stage_version ON sdp.stage_outputs (stage_id, version);

CREATE TABLE sdp.export_packages (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    project_id uuid NOT NULL CONSTRAINT export_packages_project_id_projects_id_fk
        REFERENCES sdp.projects (id) ON DELETE CASCADE,
    format varchar(10) NOT NULL CONSTRAINT export_packages_format_check
        CHECK (format IN ('folder', 'zip')),
    validation_status varchar(10) NOT NULL CONSTRAINT export_packages_validation_status_check
        CHECK (validation_status IN ('valid', 'warnings', 'errors')),
    validation_messages jsonb,
    file_path text NOT NULL,
    file_size_bytes integer NOT NULL,
    exported_at timestamptz DEFAULT now() NOT NULL
);
CREATE INDEX idx_exports_project ON sdp.export_packages (project_id);

CREATE TABLE sdp.mcp_tokens (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT mcp_tokens_user_id_users_id_fk
        REFERENCES sdp.users (id) ON DELETE CASCADE,
    project_id uuid NOT NULL CONSTRAINT mcp_tokens_project_id_projects_id_fk
        REFERENCES sdp.projects (id) ON DELETE CASCADE,
    token_hash varchar(64) NOT NULL,
    label varchar(255) NOT NULL,
    last_used_at timestamptz,
    expires_at timestamptz,
    created_at timestamptz DEFAULT now() NOT NULL
);
CREATE UNIQUE INDEX idx_mcp_token_hash ON sdp.mcp_tokens (token_hash);
CREATE INDEX idx_mcp_tokens_project ON sdp.mcp_tokens (project_id);
