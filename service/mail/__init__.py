"""The only SMTP and MIME: wire bytes of a letter, and one SMTP transaction that ends in an `Outcome`.

wire      a letter → its bytes          account   where letters leave from
opening   account → an open `Link`      link      MAIL … content | look | the dot
destination   where a guarded account may lead    oauth   access tokens for AUTH XOAUTH2
replies   the reader of SMTP replies          direct    bytes of plain text and of encoded words, without detours
pipelining   an envelope in one write, also behind the dot of the letter before it
"""
