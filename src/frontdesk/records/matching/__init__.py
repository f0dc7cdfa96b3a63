"""One person, two records: staff decide, and everything goes to the record that stays.  Here, because times go too."""
