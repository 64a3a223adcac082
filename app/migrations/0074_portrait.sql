-- A member's portrait: a photo that belongs to the member alone, and is no evidence. One stands.
alter table photo add member bigint,
    add foreign key (county, member) references member (county, id);
create index photo_member on photo (county, member) where member is not null;
