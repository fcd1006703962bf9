-- Who was first named when: names in the order of their first day.

create index entities_first_seen on entities(first_seen);
