-- Who may read which item stands beside the items of each collection, in a table made at run time:
--   readers_N      one for each items_N: (reader, seq, rights); see reader_entries.hpp
-- Those of the collections that exist are made when the file is next opened (reader_tables.cpp).

-- How many items of the set everyone may read.
ALTER TABLE record_sets ADD COLUMN public_readable INTEGER NOT NULL DEFAULT 0;
