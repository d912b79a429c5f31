import type { Migration } from "@tochka-rosta/sdk";

/**
 * The shop's tables. Money is integer kopecks. Rules that must hold whatever the program does (stock never below zero, one
 * order a cart) are constraints here. There is no tenant_id: the whole database is one tenant's, and the SDK checks whose.
 */
export const migrations: readonly Migration[] = [
  {
    id: "0001-shop",
    sql: `
      CREATE TABLE shop_settings (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        name text NOT NULL DEFAULT '',
        phone text NOT NULL DEFAULT '',
        address text NOT NULL DEFAULT '',
        greeting text NOT NULL DEFAULT ''
      );
      INSERT INTO shop_settings DEFAULT VALUES;

      CREATE TABLE picture (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        media_type text NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp')),
        bytes bytea NOT NULL CHECK (octet_length(bytes) <= 2097152)
      );
      -- Pictures are compressed already.
      ALTER TABLE picture ALTER COLUMN bytes SET STORAGE EXTERNAL;

      CREATE TABLE product (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        title text NOT NULL CHECK (title <> ''),
        description text NOT NULL DEFAULT '',
        price_kopecks bigint NOT NULL CHECK (price_kopecks > 0),
        stock_quantity integer NOT NULL CHECK (stock_quantity >= 0),
        status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'archived')),
        picture_id uuid REFERENCES picture ON DELETE SET NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX product_by_status ON product (status, id);

      CREATE TABLE cart (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        token_hash bytea NOT NULL UNIQUE,
        is_ordered boolean NOT NULL DEFAULT false,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE cart_line (
        cart_id uuid NOT NULL REFERENCES cart ON DELETE CASCADE,
        product_id bigint NOT NULL REFERENCES product ON DELETE CASCADE,
        quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 99),
        PRIMARY KEY (cart_id, product_id)
      );

      CREATE TABLE order_counter (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        last_number integer NOT NULL
      );
      INSERT INTO order_counter (last_number) VALUES (0);

      CREATE TABLE shop_order (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        number integer NOT NULL UNIQUE,
        page_token text NOT NULL UNIQUE,
        cart_id uuid UNIQUE,
        idempotency_key text NOT NULL UNIQUE,
        request_hash text NOT NULL,
        status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'confirmed', 'shipped', 'completed', 'canceled')),
        buyer_name text NOT NULL,
        buyer_phone text NOT NULL,
        delivery_method text NOT NULL CHECK (delivery_method IN ('pickup', 'courier')),
        delivery_address text NOT NULL DEFAULT '',
        comment text NOT NULL DEFAULT '',
        total_kopecks bigint NOT NULL CHECK (total_kopecks > 0),
        consent_version text NOT NULL,
        consent_address text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX shop_order_by_age ON shop_order (created_at DESC);
      CREATE INDEX shop_order_by_status ON shop_order (status, created_at DESC);

      -- What was bought, as it was then: products change, orders do not.
      CREATE TABLE order_line (
        order_id uuid NOT NULL REFERENCES shop_order ON DELETE CASCADE,
        product_id bigint NOT NULL,
        title text NOT NULL,
        unit_price_kopecks bigint NOT NULL CHECK (unit_price_kopecks > 0),
        quantity integer NOT NULL CHECK (quantity > 0),
        PRIMARY KEY (order_id, product_id)
      );
      CREATE TABLE order_event (
        order_id uuid NOT NULL REFERENCES shop_order ON DELETE CASCADE,
        status text NOT NULL,
        happened_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX order_event_by_order ON order_event (order_id, happened_at);`,
  },
  {
    // The release before goes on working on it: its inserts take the defaults, its updates touch none of these columns.
    id: "0002-crowd",
    sql: `
      -- In the order of the shelf, so that a page reads its own rows only.
      CREATE INDEX product_on_shelf ON product (status, (stock_quantity = 0), id DESC);

      -- Orders that are open at the upgrade are held from then on.
      ALTER TABLE shop_order
        ADD COLUMN hold_until timestamptz NOT NULL DEFAULT now() + interval '48 hours',
        ADD COLUMN released_at timestamptz,
        ADD COLUMN network text NOT NULL DEFAULT '',
        -- Released stock is on the shelf: such an order is closed, whoever looks at it, and returns nothing again.
        ADD CONSTRAINT shop_order_released_is_closed CHECK (released_at IS NULL OR status = 'canceled');
      CREATE INDEX shop_order_on_hold ON shop_order (hold_until) WHERE status = 'new';
      CREATE INDEX shop_order_of_phone ON shop_order (buyer_phone) WHERE status = 'new';
      CREATE INDEX shop_order_of_address ON shop_order (network) WHERE status = 'new';
      ALTER TABLE order_event ADD COLUMN is_release boolean NOT NULL DEFAULT false;

      ALTER TABLE cart ADD COLUMN network text NOT NULL DEFAULT '';
      CREATE INDEX cart_of_address ON cart (network, updated_at DESC);
      CREATE INDEX cart_by_age ON cart (updated_at);

      ALTER TABLE shop_settings
        ADD COLUMN held_pieces integer NOT NULL DEFAULT 200 CHECK (held_pieces BETWEEN 1 AND 5000);`,
  },
  {
    // The release before writes the columns that these are made of, and goes on.
    id: "0003-search",
    sql: `
      ALTER TABLE product
        ADD COLUMN search tsvector GENERATED ALWAYS AS (search_vector(title, description)) STORED,
        ADD COLUMN title_latin text GENERATED ALWAYS AS (search_latin(title)) STORED;
      CREATE INDEX product_search ON product USING gin (search);
      CREATE INDEX shop_order_search ON shop_order USING gin (search_vector(buyer_name, ''));
      -- In the orders of the lists, down to the key.
      CREATE INDEX shop_order_by_age_and_number ON shop_order (created_at DESC, number DESC);`,
  },
  {
    // The release before goes on working on it: it neither reads nor writes these columns, so what it saves meanwhile counts as the version
    // that was there.
    id: "0004-forms",
    sql: `
      -- Goes up with each change of what an owner edits; sales do not count, since stock moves by differences.
      ALTER TABLE product ADD COLUMN version integer NOT NULL DEFAULT 1;
      ALTER TABLE shop_settings
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD COLUMN time_zone text NOT NULL DEFAULT 'Europe/Moscow';`,
  },
  {
    // The release before goes on: it reads and writes a product's first picture as ever, and shows the JPEG that each new one leaves for it.
    id: "0005-pictures",
    sql: `
      ALTER TABLE picture ADD COLUMN alt text NOT NULL DEFAULT '';
      -- A product's pictures but for the first, which stays in product.picture_id.
      CREATE TABLE product_picture (
        product_id bigint NOT NULL REFERENCES product ON DELETE CASCADE,
        position integer NOT NULL,
        picture_id uuid NOT NULL UNIQUE REFERENCES picture ON DELETE CASCADE,
        PRIMARY KEY (product_id, position)
      );
      CREATE INDEX product_of_picture ON product (picture_id);`,
  },
];
