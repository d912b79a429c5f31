SET timezone = 'UTC';
SET check_function_bodies = off;
CREATE SCHEMA IF NOT EXISTS public;
CREATE TABLE public.cart (id uuid DEFAULT gen_random_uuid() NOT NULL, token_hash bytea NOT NULL, is_ordered boolean DEFAULT false NOT NULL, updated_at timestamp with time zone DEFAULT now() NOT NULL);
CREATE TABLE public.cart_line (cart_id uuid NOT NULL, product_id bigint NOT NULL, quantity integer NOT NULL);
CREATE TABLE public.database_owner (only_row boolean DEFAULT true NOT NULL, tenant text NOT NULL, module text NOT NULL, claimed_at timestamp with time zone DEFAULT now() NOT NULL);
CREATE TABLE public.order_counter (only_row boolean DEFAULT true NOT NULL, last_number integer NOT NULL);
CREATE TABLE public.order_event (order_id uuid NOT NULL, status text NOT NULL, happened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL);
CREATE TABLE public.order_line (order_id uuid NOT NULL, product_id bigint NOT NULL, title text NOT NULL, unit_price_kopecks bigint NOT NULL, quantity integer NOT NULL);
CREATE TABLE public.owner_handover (jti text NOT NULL, expires_at timestamp with time zone NOT NULL);
CREATE TABLE public.owner_session (token_hash bytea NOT NULL, subject text NOT NULL, created_at timestamp with time zone DEFAULT now() NOT NULL, expires_at timestamp with time zone NOT NULL);
CREATE TABLE public.picture (id uuid DEFAULT gen_random_uuid() NOT NULL, media_type text NOT NULL, bytes bytea NOT NULL);
CREATE TABLE public.product (id bigint GENERATED ALWAYS AS IDENTITY NOT NULL, title text NOT NULL, description text DEFAULT ''::text NOT NULL, price_kopecks bigint NOT NULL, stock_quantity integer NOT NULL, status text DEFAULT 'draft'::text NOT NULL, picture_id uuid, created_at timestamp with time zone DEFAULT now() NOT NULL, updated_at timestamp with time zone DEFAULT now() NOT NULL);
CREATE TABLE public.schema_migration (scope text NOT NULL, id text NOT NULL, checksum text NOT NULL, applied_at timestamp with time zone DEFAULT now() NOT NULL);
CREATE TABLE public.shop_order (id uuid DEFAULT gen_random_uuid() NOT NULL, number integer NOT NULL, page_token text NOT NULL, cart_id uuid, idempotency_key text NOT NULL, request_hash text NOT NULL, status text DEFAULT 'new'::text NOT NULL, buyer_name text NOT NULL, buyer_phone text NOT NULL, delivery_method text NOT NULL, delivery_address text DEFAULT ''::text NOT NULL, comment text DEFAULT ''::text NOT NULL, total_kopecks bigint NOT NULL, consent_version text NOT NULL, consent_address text NOT NULL, created_at timestamp with time zone DEFAULT now() NOT NULL);
CREATE TABLE public.shop_settings (only_row boolean DEFAULT true NOT NULL, name text DEFAULT ''::text NOT NULL, phone text DEFAULT ''::text NOT NULL, address text DEFAULT ''::text NOT NULL, greeting text DEFAULT ''::text NOT NULL);
ALTER TABLE public.picture ALTER COLUMN bytes SET STORAGE EXTERNAL;
INSERT INTO public.cart (id, token_hash, is_ordered, updated_at) VALUES ('0416e4d4-106c-4dc7-833f-c8d8648cc56f', E'\\xa2630bc4fe78fcfff83e77c11e7c53fc1d58e1459c86d642be1234e2a6cd4734', 'false', '2026-11-30 14:50:25.131129+00');
INSERT INTO public.cart (id, token_hash, is_ordered, updated_at) VALUES ('1e83a60e-37b9-4798-bcbd-015389689757', E'\\x688b2c9c5b335a6390d8f4028c1e5d7b350cc10525c56ace819f7f3e9409dd28', 'false', '2026-11-30 14:50:25.151186+00');
INSERT INTO public.cart_line (cart_id, product_id, quantity) VALUES ('0416e4d4-106c-4dc7-833f-c8d8648cc56f', '1', '2');
INSERT INTO public.cart_line (cart_id, product_id, quantity) VALUES ('0416e4d4-106c-4dc7-833f-c8d8648cc56f', '2', '5');
INSERT INTO public.cart_line (cart_id, product_id, quantity) VALUES ('1e83a60e-37b9-4798-bcbd-015389689757', '4', '1');
INSERT INTO public.database_owner (only_row, tenant, module, claimed_at) VALUES ('true', 'yolka', 'shop', '2026-11-30 14:50:24.527976+00');
INSERT INTO public.order_counter (only_row, last_number) VALUES ('true', '5');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('16c7de6b-c60c-460d-99da-cc6582dcb333', 'completed', '2026-11-30 14:50:25.097349+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('16c7de6b-c60c-460d-99da-cc6582dcb333', 'confirmed', '2026-11-30 14:50:25.080519+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('16c7de6b-c60c-460d-99da-cc6582dcb333', 'new', '2026-11-30 14:50:24.873749+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('16c7de6b-c60c-460d-99da-cc6582dcb333', 'shipped', '2026-11-30 14:50:25.090254+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('8879af81-afb6-4ba6-a1f4-49dc1e592d4c', 'confirmed', '2026-11-30 14:50:25.066433+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('8879af81-afb6-4ba6-a1f4-49dc1e592d4c', 'new', '2026-11-30 14:50:24.865487+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('8879af81-afb6-4ba6-a1f4-49dc1e592d4c', 'shipped', '2026-11-30 14:50:25.072663+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('9327fcc5-7dc6-46b5-af92-6c51a7fa06ed', 'canceled', '2026-11-30 14:50:25.107606+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('9327fcc5-7dc6-46b5-af92-6c51a7fa06ed', 'new', '2026-11-30 14:50:24.882998+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('9786aacd-96f0-4731-bfae-40f66ee48fdd', 'new', '2026-11-30 14:50:24.837782+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('cc11ddc9-16d4-485f-8566-7fcc19254983', 'confirmed', '2026-11-30 14:50:25.060398+00');
INSERT INTO public.order_event (order_id, status, happened_at) VALUES ('cc11ddc9-16d4-485f-8566-7fcc19254983', 'new', '2026-11-30 14:50:24.85583+00');
INSERT INTO public.order_line (order_id, product_id, title, unit_price_kopecks, quantity) VALUES ('16c7de6b-c60c-460d-99da-cc6582dcb333', '4', 'Гирлянда', '100000000', '1');
INSERT INTO public.order_line (order_id, product_id, title, unit_price_kopecks, quantity) VALUES ('8879af81-afb6-4ba6-a1f4-49dc1e592d4c', '2', 'Свеча', '9900', '1');
INSERT INTO public.order_line (order_id, product_id, title, unit_price_kopecks, quantity) VALUES ('9327fcc5-7dc6-46b5-af92-6c51a7fa06ed', '2', 'Свеча', '9900', '2');
INSERT INTO public.order_line (order_id, product_id, title, unit_price_kopecks, quantity) VALUES ('9327fcc5-7dc6-46b5-af92-6c51a7fa06ed', '4', 'Гирлянда', '100000000', '1');
INSERT INTO public.order_line (order_id, product_id, title, unit_price_kopecks, quantity) VALUES ('9786aacd-96f0-4731-bfae-40f66ee48fdd', '1', 'Ваза "Ёлочка" <ручная> 🏺', '123450', '1');
INSERT INTO public.order_line (order_id, product_id, title, unit_price_kopecks, quantity) VALUES ('cc11ddc9-16d4-485f-8566-7fcc19254983', '1', 'Ваза "Ёлочка" <ручная> 🏺', '123450', '2');
INSERT INTO public.order_line (order_id, product_id, title, unit_price_kopecks, quantity) VALUES ('cc11ddc9-16d4-485f-8566-7fcc19254983', '2', 'Свеча', '9900', '10');
INSERT INTO public.owner_handover (jti, expires_at) VALUES ('d8ec9f97-b17b-42ea-b0b7-d2f32ab4d7f9', '2026-11-30 14:51:29+00');
INSERT INTO public.owner_session (token_hash, subject, created_at, expires_at) VALUES (E'\\x41b63130b7212e6ded9db9d05127b9e4b54f837c5427e597ef05ac803eaa0fe7', '01a22cef-819b-724a-b346-02ebe7be0864', '2026-11-30 14:50:24.740804+00', '2026-12-01 02:50:24.740804+00');
INSERT INTO public.picture (id, media_type, bytes) VALUES ('576a4eb3-f785-4f61-a181-e225f1d15dbe', 'image/jpeg', E'\\xffd8ffe1014645786966000049492a000800000006000f010200080000005600000010010200090000005e00000012010300010000000600000032010200140000006800000069870400010000007c0000002588040001000000c40000000000000053616d73756e6700534d2d41353436450000323032363a31313a32392031383a32323a303700020003900200140000009a00000034a4020015000000ae00000000000000323032363a31313a32392031383a32323a303700534d2d4135343645206261636b2063616d6572610000050001000200020000004e00000002000500030000000601000003000200020000004500000004000500030000001e0100000600050001000000360100000000000037000000010000002d00000001000000c001000064000000250000000100000025000000010000007802000064000000a100000001000000ffe000104a46494600010100000100010000ffe201d84943435f50524f46494c45000101000001c800000000043000006d6e74725247422058595a2007e00001000100000000000061637370000000000000000000000000000000000000000000000000000000010000f6d6000100000000d32d0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000964657363000000f0000000247258595a00000114000000146758595a00000128000000146258595a0000013c00000014777470740000015000000014725452430000016400000028675452430000016400000028625452430000016400000028637072740000018c0000003c6d6c756300000000000000010000000c656e5553000000080000001c007300520047004258595a200000000000006fa2000038f50000039058595a2000000000000062990000b785000018da58595a2000000000000024a000000f840000b6cf58595a20000000000000f6d6000100000000d32d706172610000000000040000000266660000f2a700000d59000013d000000a5b00000000000000006d6c756300000000000000010000000c656e5553000000200000001c0047006f006f0067006c006500200049006e0063002e00200032003000310036ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763ffdb0043011112121815182f1a1a2f634238426363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363ffc00011080020003003012200021101031101ffc4001800000301010000000000000000000000000102040306ffc400251000020103020505000000000000000000000111040512031302142251611523414271ffc400160101010100000000000000000000000000040305ffc4001b11010101000203000000000000000000000200010312112141ffda000c03010002110311003f00bed36bf51ddf7b6f6e3eb3333e7c15d6d8f93a4e3d7e633c23a7089969770582b29e8f7f98d4c33c71e96e627b7e975d2e549516fd5d2d2d6cb8f8a2162d7caf0477af5f70f8c0e9e7edcfa43a40487481adaa0cc90e90121d220b66834091a2404874852db3818a46890121d220b6683148d120243a4416cc06ffd9');
INSERT INTO public.picture (id, media_type, bytes) VALUES ('ad36fcb2-e58a-496a-a84f-472589fd200d', 'image/jpeg', E'\\xffd8ffe1014a45786966000049492a000800000006000f0102000700000056000000100102000b0000005e00000012010300010000000600000032010200140000006a00000069870400010000007e0000002588040001000000c8000000000000005869616f6d690000323330343950434438470000323032363a31313a32382031323a30303a303000020003900200140000009c00000034a4020017000000b000000000000000323032363a31313a32382031323a30303a30300032333034395043443847206261636b2063616d6572610000050001000200020000004e00000002000500030000000a01000003000200020000004500000004000500030000002201000006000500010000003a010000000000002b000000010000000600000001000000d915000064000000830000000100000035000000010000000703000064000000a100000001000000ffe000104a46494600010100000100010000ffe201d84943435f50524f46494c45000101000001c800000000043000006d6e74725247422058595a2007e00001000100000000000061637370000000000000000000000000000000000000000000000000000000010000f6d6000100000000d32d0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000964657363000000f0000000247258595a00000114000000146758595a00000128000000146258595a0000013c00000014777470740000015000000014725452430000016400000028675452430000016400000028625452430000016400000028637072740000018c0000003c6d6c756300000000000000010000000c656e5553000000080000001c007300520047004258595a200000000000006fa2000038f50000039058595a2000000000000062990000b785000018da58595a2000000000000024a000000f840000b6cf58595a20000000000000f6d6000100000000d32d706172610000000000040000000266660000f2a700000d59000013d000000a5b00000000000000006d6c756300000000000000010000000c656e5553000000200000001c0047006f006f0067006c006500200049006e0063002e00200032003000310036ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763ffdb0043011112121815182f1a1a2f634238426363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363ffc00011080020003003012200021101031101ffc4001800000301010000000000000000000000000102040306ffc400251000020103020505000000000000000000000111040512031302142251611523414271ffc400160101010100000000000000000000000000040305ffc4001b11010101000203000000000000000000000200010312112141ffda000c03010002110311003f00bed36bf51ddf7b6f6e3eb3333e7c15d6d8f93a4e3d7e633c23a7089969770582b29e8f7f98d4c33c71e96e627b7e975d2e549516fd5d2d2d6cb8f8a2162d7caf0477af5f70f8c0e9e7edcfa43a40487481adaa0cc90e90121d220b66834091a2404874852db3818a46890121d220b6683148d120243a4416cc06ffd9');
INSERT INTO public.picture (id, media_type, bytes) VALUES ('d9e2e9eb-6a9e-4d4a-a93f-7d27b4298cc9', 'image/jpeg', E'\\xffd8ffe1014445786966000049492a000800000006000f0102000600000056000000100102000a0000005c00000012010300010000000600000032010200140000006600000069870400010000007a0000002588040001000000c2000000000000004170706c65006950686f6e6520313400323032363a31313a33302030393a30313a353900020003900200140000009800000034a4020016000000ac00000000000000323032363a31313a33302030393a30313a3539006950686f6e65203134206261636b2063616d65726100050001000200020000004e00000002000500030000000401000003000200020000004500000004000500030000001c010000060005000100000034010000000000003b00000001000000380000000100000073070000640000001e000000010000001200000001000000df13000064000000a100000001000000ffe000104a46494600010100000100010000ffe201d84943435f50524f46494c45000101000001c800000000043000006d6e74725247422058595a2007e00001000100000000000061637370000000000000000000000000000000000000000000000000000000010000f6d6000100000000d32d0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000964657363000000f0000000247258595a00000114000000146758595a00000128000000146258595a0000013c00000014777470740000015000000014725452430000016400000028675452430000016400000028625452430000016400000028637072740000018c0000003c6d6c756300000000000000010000000c656e5553000000080000001c007300520047004258595a200000000000006fa2000038f50000039058595a2000000000000062990000b785000018da58595a2000000000000024a000000f840000b6cf58595a20000000000000f6d6000100000000d32d706172610000000000040000000266660000f2a700000d59000013d000000a5b00000000000000006d6c756300000000000000010000000c656e5553000000200000001c0047006f006f0067006c006500200049006e0063002e00200032003000310036ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763ffdb0043011112121815182f1a1a2f634238426363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363636363ffc00011080020003003012200021101031101ffc4001800000301010000000000000000000000000102040306ffc400251000020103020505000000000000000000000111040512031302142251611523414271ffc400160101010100000000000000000000000000040305ffc4001b11010101000203000000000000000000000200010312112141ffda000c03010002110311003f00bed36bf51ddf7b6f6e3eb3333e7c15d6d8f93a4e3d7e633c23a7089969770582b29e8f7f98d4c33c71e96e627b7e975d2e549516fd5d2d2d6cb8f8a2162d7caf0477af5f70f8c0e9e7edcfa43a40487481adaa0cc90e90121d220b66834091a2404874852db3818a46890121d220b6683148d120243a4416cc06ffd9');
INSERT INTO public.product (id, title, description, price_kopecks, stock_quantity, status, picture_id, created_at, updated_at) OVERRIDING SYSTEM VALUE VALUES ('1', 'Ваза "Ёлочка" <ручная> 🏺', 'Стекло.

Мыть руками.', '123450', '4', 'published', '576a4eb3-f785-4f61-a181-e225f1d15dbe', '2026-11-30 14:50:24.766499+00', '2026-11-30 14:50:24.766499+00');
INSERT INTO public.product (id, title, description, price_kopecks, stock_quantity, status, picture_id, created_at, updated_at) OVERRIDING SYSTEM VALUE VALUES ('2', 'Свеча', '1. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
2. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
3. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
4. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
5. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
6. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
7. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
8. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
9. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
10. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
11. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
12. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
13. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
14. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
15. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
16. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
17. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
18. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
19. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
20. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
21. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
22. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
23. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
24. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
25. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
26. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
27. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
28. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
29. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
30. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
31. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
32. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
33. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
34. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
35. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
36. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
37. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
38. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
39. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
40. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
41. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
42. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
43. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
44. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
45. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
46. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
47. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
48. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
49. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
50. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
51. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
52. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
53. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
54. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
55. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
56. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
57. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
58. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
59. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.
60. Ёлка стоит, «растёт» & <пахнет> хвоей 🌲.', '9900', '29', 'published', 'd9e2e9eb-6a9e-4d4a-a93f-7d27b4298cc9', '2026-11-30 14:50:24.786088+00', '2026-11-30 14:50:24.786088+00');
INSERT INTO public.product (id, title, description, price_kopecks, stock_quantity, status, picture_id, created_at, updated_at) OVERRIDING SYSTEM VALUE VALUES ('3', 'Шар, которого нет', '', '1', '0', 'published', NULL, '2026-11-30 14:50:24.792304+00', '2026-11-30 14:50:24.792304+00');
INSERT INTO public.product (id, title, description, price_kopecks, stock_quantity, status, picture_id, created_at, updated_at) OVERRIDING SYSTEM VALUE VALUES ('4', 'Гирлянда', 'Дорогая', '100000000', '2', 'published', NULL, '2026-11-30 14:50:24.798706+00', '2026-11-30 14:50:24.798706+00');
INSERT INTO public.product (id, title, description, price_kopecks, stock_quantity, status, picture_id, created_at, updated_at) OVERRIDING SYSTEM VALUE VALUES ('5', 'Черновик', 'Ещё не видно', '1000', '1', 'draft', 'ad36fcb2-e58a-496a-a84f-472589fd200d', '2026-11-30 14:50:24.809072+00', '2026-11-30 14:50:24.809072+00');
INSERT INTO public.product (id, title, description, price_kopecks, stock_quantity, status, picture_id, created_at, updated_at) OVERRIDING SYSTEM VALUE VALUES ('6', 'Снятая с продажи', '', '5555', '5', 'archived', NULL, '2026-11-30 14:50:24.814726+00', '2026-11-30 14:50:24.819351+00');
INSERT INTO public.schema_migration (scope, id, checksum, applied_at) VALUES ('sdk', '0001-owner', '478d23b8414423f18996988326aedac103b385e1919c0417e8d8a8100440be05', '2026-11-30 14:50:24.501845+00');
INSERT INTO public.schema_migration (scope, id, checksum, applied_at) VALUES ('shop', '0001-shop', '048de0e100bb19f008c642f903dc6083d110f3261897f7fbf6954fb009e6e2c8', '2026-11-30 14:50:24.501845+00');
INSERT INTO public.shop_order (id, number, page_token, cart_id, idempotency_key, request_hash, status, buyer_name, buyer_phone, delivery_method, delivery_address, comment, total_kopecks, consent_version, consent_address, created_at) VALUES ('16c7de6b-c60c-460d-99da-cc6582dcb333', '4', '464i8OU6uDbnS0jxhMmLqO6I-ecywg5N', NULL, 'api:f9ae7e35f0e2333ec91edd966d654ffcd594289618057aeee9e47ef88bcee25a', 'bceabc30eca7f0dbd59cd9a80adc5d04b0833d26e7c993527edeb46e2dabb769', 'completed', 'Иван Завершённый', '+79991110004', 'courier', 'Мценск', '', '100000000', '2026-11-23', '127.0.0.1', '2026-11-30 14:50:24.871714+00');
INSERT INTO public.shop_order (id, number, page_token, cart_id, idempotency_key, request_hash, status, buyer_name, buyer_phone, delivery_method, delivery_address, comment, total_kopecks, consent_version, consent_address, created_at) VALUES ('8879af81-afb6-4ba6-a1f4-49dc1e592d4c', '3', 'EzTVgAarpupb4WOKSbk_yeabZ0sy-0pB', NULL, 'api:5ad7187b62b2a79877e30a4ea5d7fef545f9aac286d115901c5eba3ecc1ae12f', '3c502082b61c2856e19836b989c50623bc39e5853e09b3c9c7a601bfda5910fb', 'shipped', 'Мария Отправленная', '+79991110003', 'pickup', '', '', '9900', '2026-11-23', '127.0.0.1', '2026-11-30 14:50:24.86294+00');
INSERT INTO public.shop_order (id, number, page_token, cart_id, idempotency_key, request_hash, status, buyer_name, buyer_phone, delivery_method, delivery_address, comment, total_kopecks, consent_version, consent_address, created_at) VALUES ('9327fcc5-7dc6-46b5-af92-6c51a7fa06ed', '5', 'ApHswE-xyO8-KJu5iPRAcjD88rCYX41A', NULL, 'api:a43a7c3194374251f7717db9972907ee94773c29237616c14f0d8ed9ecd6e2c2', '64682c994e3f03f0add016110cdb7a9de715e8fc48d53ab2430372ed90166b5c', 'canceled', 'Анна Передумавшая', '+79991110005', 'pickup', '', '', '100019800', '2026-11-23', '127.0.0.1', '2026-11-30 14:50:24.878114+00');
INSERT INTO public.shop_order (id, number, page_token, cart_id, idempotency_key, request_hash, status, buyer_name, buyer_phone, delivery_method, delivery_address, comment, total_kopecks, consent_version, consent_address, created_at) VALUES ('9786aacd-96f0-4731-bfae-40f66ee48fdd', '1', 'ra5J4eUAQjQL1YOqfBG97FsZRZb4xXV4', NULL, 'api:57784c7e7ae6ccb26034c3952e736f4383f345b67a6a24a16f25fc92c8a1baa6', 'aadc555aa8ebf33986e8a4678004d8c7f947de5776baac5a259b0d273a96c610', 'new', 'Пётр Новый', '+79991110001', 'pickup', '', '', '123450', '2026-11-23', '127.0.0.1', '2026-11-30 14:50:24.83187+00');
INSERT INTO public.shop_order (id, number, page_token, cart_id, idempotency_key, request_hash, status, buyer_name, buyer_phone, delivery_method, delivery_address, comment, total_kopecks, consent_version, consent_address, created_at) VALUES ('cc11ddc9-16d4-485f-8566-7fcc19254983', '2', 'LcT2XkA9AnYTStOjGbvmbaQTyCd6fFG0', NULL, 'api:22013ac1f347e916de3a1b12472633228fdaa78d41dde94983cc32acbd0e71bd', 'a15119522024ca6820e7e83f8e150e241dc29e073ebccc6fb79b5e0a29cfbbc7', 'confirmed', 'Ёж 🦔 «Колючий»', '+79991110002', 'courier', 'Орёл, ул. Мира, 5/2', 'Звонить <дважды> & громко', '345900', '2026-11-23', '127.0.0.1', '2026-11-30 14:50:24.843075+00');
INSERT INTO public.shop_settings (only_row, name, phone, address, greeting) VALUES ('true', 'Лавка «Ёлка» & сыновья 🎄', '+79123456789', 'г. Орёл, ул. Лескова, д. 1, «вход со двора»', 'Добро пожаловать!
Всё к празднику.');
ALTER TABLE public.cart ADD CONSTRAINT cart_pkey PRIMARY KEY (id);
ALTER TABLE public.cart ADD CONSTRAINT cart_token_hash_key UNIQUE (token_hash);
ALTER TABLE public.cart_line ADD CONSTRAINT cart_line_pkey PRIMARY KEY (cart_id, product_id);
ALTER TABLE public.cart_line ADD CONSTRAINT cart_line_quantity_check CHECK (((quantity >= 1) AND (quantity <= 99)));
ALTER TABLE public.database_owner ADD CONSTRAINT database_owner_only_row_check CHECK (only_row);
ALTER TABLE public.database_owner ADD CONSTRAINT database_owner_pkey PRIMARY KEY (only_row);
ALTER TABLE public.order_counter ADD CONSTRAINT order_counter_only_row_check CHECK (only_row);
ALTER TABLE public.order_counter ADD CONSTRAINT order_counter_pkey PRIMARY KEY (only_row);
ALTER TABLE public.order_line ADD CONSTRAINT order_line_pkey PRIMARY KEY (order_id, product_id);
ALTER TABLE public.order_line ADD CONSTRAINT order_line_quantity_check CHECK ((quantity > 0));
ALTER TABLE public.order_line ADD CONSTRAINT order_line_unit_price_kopecks_check CHECK ((unit_price_kopecks > 0));
ALTER TABLE public.owner_handover ADD CONSTRAINT owner_handover_pkey PRIMARY KEY (jti);
ALTER TABLE public.owner_session ADD CONSTRAINT owner_session_pkey PRIMARY KEY (token_hash);
ALTER TABLE public.picture ADD CONSTRAINT picture_bytes_check CHECK ((octet_length(bytes) <= 2097152));
ALTER TABLE public.picture ADD CONSTRAINT picture_media_type_check CHECK ((media_type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'image/webp'::text])));
ALTER TABLE public.picture ADD CONSTRAINT picture_pkey PRIMARY KEY (id);
ALTER TABLE public.product ADD CONSTRAINT product_pkey PRIMARY KEY (id);
ALTER TABLE public.product ADD CONSTRAINT product_price_kopecks_check CHECK ((price_kopecks > 0));
ALTER TABLE public.product ADD CONSTRAINT product_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'archived'::text])));
ALTER TABLE public.product ADD CONSTRAINT product_stock_quantity_check CHECK ((stock_quantity >= 0));
ALTER TABLE public.product ADD CONSTRAINT product_title_check CHECK ((title <> ''::text));
ALTER TABLE public.schema_migration ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (scope, id);
ALTER TABLE public.shop_order ADD CONSTRAINT shop_order_cart_id_key UNIQUE (cart_id);
ALTER TABLE public.shop_order ADD CONSTRAINT shop_order_delivery_method_check CHECK ((delivery_method = ANY (ARRAY['pickup'::text, 'courier'::text])));
ALTER TABLE public.shop_order ADD CONSTRAINT shop_order_idempotency_key_key UNIQUE (idempotency_key);
ALTER TABLE public.shop_order ADD CONSTRAINT shop_order_number_key UNIQUE (number);
ALTER TABLE public.shop_order ADD CONSTRAINT shop_order_page_token_key UNIQUE (page_token);
ALTER TABLE public.shop_order ADD CONSTRAINT shop_order_pkey PRIMARY KEY (id);
ALTER TABLE public.shop_order ADD CONSTRAINT shop_order_status_check CHECK ((status = ANY (ARRAY['new'::text, 'confirmed'::text, 'shipped'::text, 'completed'::text, 'canceled'::text])));
ALTER TABLE public.shop_order ADD CONSTRAINT shop_order_total_kopecks_check CHECK ((total_kopecks > 0));
ALTER TABLE public.shop_settings ADD CONSTRAINT shop_settings_only_row_check CHECK (only_row);
ALTER TABLE public.shop_settings ADD CONSTRAINT shop_settings_pkey PRIMARY KEY (only_row);
ALTER TABLE public.cart_line ADD CONSTRAINT cart_line_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES cart(id) ON DELETE CASCADE;
ALTER TABLE public.cart_line ADD CONSTRAINT cart_line_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(id) ON DELETE CASCADE;
ALTER TABLE public.order_event ADD CONSTRAINT order_event_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop_order(id) ON DELETE CASCADE;
ALTER TABLE public.order_line ADD CONSTRAINT order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES shop_order(id) ON DELETE CASCADE;
ALTER TABLE public.product ADD CONSTRAINT product_picture_id_fkey FOREIGN KEY (picture_id) REFERENCES picture(id) ON DELETE SET NULL;
CREATE INDEX order_event_by_order ON public.order_event USING btree (order_id, happened_at);
CREATE INDEX product_by_status ON public.product USING btree (status, id);
CREATE INDEX shop_order_by_age ON public.shop_order USING btree (created_at DESC);
CREATE INDEX shop_order_by_status ON public.shop_order USING btree (status, created_at DESC);
SELECT setval('public.product_id_seq', 6, 't');
