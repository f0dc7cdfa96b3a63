"""The visit to which a link invites: booked with what was asked behind the link."""
