export const createPayments = {
  name: '1-create-payments',
  sql: `
    CREATE TABLE payments (
      id uuid PRIMARY KEY,
      idempotency_key text NOT NULL UNIQUE,
      fingerprint text NOT NULL,
      user_id uuid NOT NULL,
      amount_cents integer NOT NULL CHECK (amount_cents > 0),
      currency text NOT NULL,
      status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'declined', 'failed')),
      decline_code text,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX payments_of_user ON payments (user_id, created_at);
    CREATE INDEX payments_unsettled ON payments (created_at) WHERE status IN ('pending', 'failed');
  `,
};
