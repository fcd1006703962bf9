-- Searches that count each text once keep in memory which article is whose copy, until that changes.

create trigger copies_search_ai after insert on copies begin
    update search_states set number = number + 1 where name = 'copies';
end;
create trigger copies_search_ad after delete on copies begin
    update search_states set number = number + 1 where name = 'copies';
end;
create trigger copies_search_au after update of family_id, similarity on copies begin
    update search_states set number = number + 1 where name = 'copies';
end;
