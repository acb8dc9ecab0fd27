-- Generations as a queue, what models cost, and what a user may spend.

ALTER TABLE sdp_engine.generation_tickets ADD COLUMN waiting boolean NOT NULL DEFAULT false;
ALTER TABLE sdp_engine.generation_tickets ADD COLUMN worker text;
ALTER TABLE sdp_engine.generation_tickets ADD COLUMN claimed_at timestamptz;
ALTER TABLE sdp_engine.generation_tickets ADD COLUMN due_at timestamptz;
ALTER TABLE sdp_engine.generation_tickets ADD COLUMN attempt integer NOT NULL DEFAULT 1;
ALTER TABLE sdp_engine.generation_tickets ADD COLUMN request_id uuid;
ALTER TABLE sdp_engine.generation_tickets ADD COLUMN reserved_cost numeric NOT NULL DEFAULT 0;

-- What is waiting, oldest first; leases, those that end first first. A claim writes into every index
-- of the table, so there is none by project: open tickets are found by their stages.
CREATE INDEX generation_tickets_waiting ON sdp_engine.generation_tickets (due_at, id)
    WHERE closed_at IS NULL AND waiting;
CREATE INDEX generation_tickets_leases ON sdp_engine.generation_tickets (due_at, id)
    WHERE closed_at IS NULL AND NOT waiting;

CREATE TABLE sdp_engine.model_prices (
    provider text NOT NULL DEFAULT 'any'
        CHECK (provider IN ('any', 'anthropic', 'openai', 'custom')),
    model text NOT NULL CHECK (model <> ''),
    valid_from timestamptz NOT NULL DEFAULT '-infinity',
    -- At most a dollar a token: what any budget can be reckoned with.
    input_price numeric NOT NULL CHECK (input_price >= 0 AND input_price <= 1000000),
    output_price numeric NOT NULL CHECK (output_price >= 0 AND output_price <= 1000000),
    PRIMARY KEY (model, provider, valid_from)
);
COMMENT ON TABLE sdp_engine.model_prices IS
    'What models cost, in dollars for a million tokens. The administrator''s; empty at first.';

CREATE TABLE sdp_engine.budgets (
    user_id uuid PRIMARY KEY REFERENCES sdp.users (id) ON DELETE CASCADE,
    monthly_amount numeric(16,6) NOT NULL CHECK (monthly_amount >= 0 AND monthly_amount <> 'NaN'),
    month date,
    spent numeric NOT NULL DEFAULT 0,
    warned_at timestamptz
);
COMMENT ON TABLE sdp_engine.budgets IS
    'What a user''s projects may spend on generations in a calendar month (UTC), in dollars. The '
    'administrator''s: no row, no limit.';
