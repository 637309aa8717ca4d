"""Known answers that others published, each with where it stands."""

from __future__ import annotations

from typing import NamedTuple


class Vector(NamedTuple):
    """A stored password of ``scheme`` and the password that opens it."""

    source: str
    scheme: str
    stored: str
    password: str
    salt: str = ""


RFC = "RFC 1321, FIPS 180-4, GB/T 32905-2016"
HASHCAT = "hashcat, tools/benchmark.pl and example hashes"
JOHN = "John the Ripper, dynamic and bcrypt self-tests"
PASSLIB = "passlib, tests/test_handlers*.py"
DJANGO = "Django, tests/auth_tests/test_hashers.py"
DOTNET = "dotnet/aspnetcore, PasswordHasherTest.cs"
SPRING_TESTS = "spring-security, MessageDigestPasswordEncoderTests.java"
SPRING = "Spring Security reference, Password Storage"
OPENWALL = "phpass 0.5, test.php"
CRYPT_BLOWFISH = "crypt_blowfish 1.3, wrapper.c"
PY_BCRYPT = "py-bcrypt, test suite"
ARGON2 = "P-H-C/phc-winner-argon2, test.c"

# "tá\u0411\u2113\u0259" and "Ιωαννης" are passlib's passwords outside ASCII.
TABLE = "t\u00e1\u0411\u2113\u0259"
WAV = "\u0399\u03c9\u03b1\u03bd\u03bd\u03b7\u03c2"

VECTORS = [
    Vector(RFC, "md5", "900150983cd24fb0d6963f7d28e17f72", "abc"),
    Vector(RFC, "sha1", "A9993E364706816ABA3E25717850C26C9CD0D89D", "abc"),
    Vector(RFC, "sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc"),
    Vector(RFC, "sm3", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", "abc"),
    Vector(RFC, "sm3", "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732", "abcd" * 16),
    Vector(HASHCAT, "md5", "8743b52063cd84097a65d1633f5c74f5", "hashcat"),
    Vector(HASHCAT, "md5_salt_after", "01dfae6e5d4d90d9892622325959afbe", "hashcat", "7050461"),
    Vector(HASHCAT, "md5_salt_before", "f0fda58630310a6dd91a7d8f0a4ceda2", "hashcat", "4225637426"),
    Vector(HASHCAT, "sha1", "b89eaac7e61417341b710b727768294d0e6a277b", "hashcat"),
    Vector(HASHCAT, "sha1_salt_after", "2fc5a684737ce1bf7b3b239df432416e0dd07357", "hashcat", "2014"),
    Vector(HASHCAT, "sha1_salt_before", "cac35ec206d868b7d7cb0b55f31d9425b075082b", "hashcat", "5363620024"),
    Vector(HASHCAT, "sha256", "127e6fbfe24a750e72930c220a8e138275656b8e5d8f48a98c3c92df2caba935", "hashcat"),
    Vector(
        HASHCAT,
        "sha256_salt_after",
        "c73d08de890479518ed60cf670d17faa26a4a71f995c1dcc978165399401a6c4",
        "hashcat",
        "53743528",
    ),
    Vector(
        HASHCAT,
        "sha256_salt_before",
        "eb368a2dfd38b405f014118c7d9747fcc97f4f0ee75c05963cd9da6ee65ef498",
        "hashcat",
        "560407001617",
    ),
    Vector(
        HASHCAT,
        "sha512",
        "82a9dda829eb7f8ffe9fbe49e45d47d2dad9664fbb7adf72492e3c81ebd3e291"
        "34d9bc12212bf83c6840f10e8246b9db54a4859b7ccd0123d86e5872c1e5082f",
        "hashcat",
    ),
    Vector(
        HASHCAT,
        "sha512_salt_after",
        "e5c3ede3e49fb86592fb03f471c35ba13e8d89b8ab65142c9a8fdafb635fa222"
        "3c24e5558fd9313e8995019dcbec1fb584146b7bb12685c7765fc8c0d51379fd",
        "hashcat",
        "6352283260",
    ),
    Vector(JOHN, "ucenter", "3a9ae23758f05da1fe539e55a096b03b", "test1", "S111XB"),
    Vector(JOHN, "ucenter", "9694d706d1992abf04344c1e7da1c5d3", "thatsworking", "T &222"),
    Vector(HASHCAT, "ucenter", "16780ba78d2d5f02f3202901c1b6d975", "hashcat", "568"),
    Vector(HASHCAT, "ucenter", "bf366348c53ddcfbd16e63edfdd1eee6", "hashcat", "181264250056774603641874043270"),
    Vector(HASHCAT, "md5_16", "63cd84097a65d163", "hashcat"),
    Vector(HASHCAT, "dotnet_membership", "utkfN0EOgljbv5FoZ6+AcZD5iLk=", "hashcat", "bEtiVGhPNlZpcUN4a3ExTg=="),
    Vector(OPENWALL, "phpass", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345"),
    Vector(HASHCAT, "phpass", "$P$984478476IagS59wHZvyQMArzfx58u.", "hashcat"),
    Vector(HASHCAT, "drupal7", "$S$C33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf", "hashcat"),
    Vector(PASSLIB, "ldap", "{MD5}/F4DjTilcDIIVEHn/nAQsA==", "helloworld"),
    Vector(PASSLIB, "ldap", "{SMD5}UjFY34os/pnZQ3oQOzjqGu4yeXE=", "testing1234"),
    Vector(PASSLIB, "ldap", "{SMD5}FbAkzOMOxRbMp6Nn4hnZuel9j9Gas7a2lvI+x5hT6j0=", "test"),
    Vector(PASSLIB, "ldap", "{SHA}4FmyYo46Pi3glWed6YIsHRRm4PA=", TABLE),
    Vector(PASSLIB, "ldap", "{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr", "testing123"),
    Vector(PASSLIB, "ldap", "{SSHA}3yCSD1nLZXznra4N8XzZgAL+s1sQYsx5", TABLE),
    Vector(HASHCAT, "ldap", "{SSHA}AZKja92fbuuB9SpRlHqaoXxbTc43Mzc2MDM1Ng==", "hashcat"),
    Vector(
        HASHCAT,
        "ldap",
        "{SSHA512}ALtwKGBdRgD+U0fPAy31C28RyKYx7+a8kmfksccsOeLknLHv2DBXYI7TDnTolQMBuPkWDISgZr2cHfnNPFjGZTEyNDU4OTkw",
        "hashcat",
    ),
    Vector(CRYPT_BLOWFISH, "bcrypt", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
    Vector(CRYPT_BLOWFISH, "bcrypt", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", ""),
    Vector(
        CRYPT_BLOWFISH,
        "bcrypt",
        "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored",
    ),
    Vector(JOHN, "bcrypt", "$2a$05$c92SVSfjeiCD6F2nAD6y0uBpJDjdRkt0EgeC4/31Rf2LUZbDRDE.O", "U*U*U*U*"),
    Vector(PASSLIB, "bcrypt", "$2a$10$Z17AXnnlpzddNUvnC6cZNOl54vBeVTewdrxohbPtcwl.GEZFTGjHe", TABLE),
    Vector(PASSLIB, "bcrypt", "$2a$12$M8mKpW9a2vZ7PYhq/8eJVcUtKxpo6j0zAezu0G/HAMYgMkhPu4fLK", "Passlib11"),
    Vector(PY_BCRYPT, "bcrypt", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.", ""),
    Vector(PY_BCRYPT, "bcrypt", "$2a$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi", "abc"),
    Vector(HASHCAT, "bcrypt", "$2a$05$LhayLxezLhK1LhWvKxCyLOj0j1u.Kj0jZ0pEmm134uzrQlFvQJLF6", "hashcat"),
    Vector(PASSLIB, "pbkdf2", "$pbkdf2$1212$OB.dtnSEXZK8U5cgxU/GYQ$y5LKPOplRmok7CZp/aqVDVg8zGI", "password"),
    Vector(PASSLIB, "pbkdf2", "$pbkdf2$1212$THDqatpidANpadlLeTeOEg$HV3oi1k5C5LQCgG1BMOL.BX4YZc", WAV),
    Vector(
        PASSLIB,
        "pbkdf2",
        "$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ",
        "password",
    ),
    Vector(
        PASSLIB,
        "pbkdf2",
        "$pbkdf2-sha512$1212$RHY0Fr3IDMSVO/RSZyb5ow$eNLfBK.eVozomMr.1gYa1"
        "7k9B7KIK25NOEshvhrSX.esqY3s.FvWZViXz4KoLlQI.BzY/YTNJOiKc5gBYFYGww",
        "password",
    ),
    Vector(PASSLIB, "scrypt", "$scrypt$ln=4,r=1,p=1$$d9ZXYjhleyA7GcpCwYoEl/FrSETjB0ro39/6P+3iFEI", ""),
    Vector(PASSLIB, "scrypt", "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI", "password"),
    Vector(
        PASSLIB,
        "scrypt",
        "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI",
        "pleaseletmein",
    ),
    Vector(
        ARGON2,
        "argon2",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "password",
    ),
    Vector(
        DJANGO,
        "django",
        "argon2$argon2i$m=8,t=1,p=1$c29tZXNhbHQ$gwQOXSNhxiOxPOA0+PY10P9QFO"
        "4NAYysnqRt1GSQLE55m+2GYDt9FEjPMHhP2Cuf0nOEXXMocVrsJAtNSsKyfg",
        "secret",
    ),
    Vector(DJANGO, "django", "argon2$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q", "secret"),
    Vector(DJANGO, "django", "argon2$argon2id$v=19$m=102400,t=2,p=8$Y041dExhNkljRUUy$TMa6A8fPJhCAUXRhJXCXdw", "secret"),
    Vector(DJANGO, "django", "pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=", "lètmein"),
    Vector(DJANGO, "django", "sha1$seasalt$cff36ea83f5706ce9aa7454e63e431fc726b2dc8", "lètmein"),
    Vector(DJANGO, "django", "md5$seasalt$3f86d0d3d465b7b458c231bf3555c0e3", "lètmein"),
    Vector(DJANGO, "django", "sha1$$6d138ca3ae545631b3abd71a4f076ce759c5700b", "lètmein"),
    Vector(
        DJANGO,
        "django",
        "scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NY"
        "afTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==",
        "lètmein",
    ),
    Vector(
        PASSLIB,
        "django",
        "pbkdf2_sha256$10000$kjVJaVz6qsnJ$5yPHw3rwJGECpUf70daLGhOrQ5+AMxIJdz1c3bqK1Rs=",
        "not a password",
    ),
    Vector(PASSLIB, "django", "pbkdf2_sha1$10000$wz5B6WkasRoF$atJmJ1o+XfJxKq1+Nu1f1i57Z5I=", "not a password"),
    Vector(PASSLIB, "django", "bcrypt$$2a$05$Z17AXnnlpzddNUvnC6cZNOSwMA/8oNiKnHTHTwLlBijfucQQlHjaG", TABLE),
    Vector(PASSLIB, "django", "bcrypt_sha256$$2a$06$/3OeRpbOf8/l6nPPRdZPp.nRiyYqPobEZGdNRBWihQhiFDh1ws1tu", ""),
    Vector(PASSLIB, "django", "bcrypt_sha256$$2a$08$NDjSAIcas.EcoxCRiArvT.MkNiPYVhrsrnJsRkLueZOoV1bsQqlmC", "lètmein"),
    Vector(
        PASSLIB,
        "django",
        "bcrypt_sha256$$2a$06$Tg/oYyZTyAf.Nb3qSgN61Ocy0BEz1RK6xslSNi8PlaLX2pe7x/KQG",
        "abc123" * 12 + "qwr",
    ),
    Vector(PASSLIB, "django", "argon2$argon2i$v=19$m=380,t=2,p=2$c29tZXNhbHQ$SrssP8n7m/12VWPM8dvNrw", "password"),
    Vector(HASHCAT, "django", "sha1$fe76b$02d5916550edf7fc8c886f044887f4b1abf9b013", "hashcat"),
    Vector(
        DOTNET, "dotnet_identity", "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==", "my password"
    ),
    Vector(
        DOTNET, "dotnet_identity", "ANXrDknc7fGPpigibZXXZFMX4aoqz44JveK6jQuwY3eH/UyPhvr5xTPeGYEckLxz9A==", "my password"
    ),
    Vector(
        DOTNET,
        "dotnet_identity",
        "AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==",
        "my password",
    ),
    Vector(DOTNET, "dotnet_identity", "AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw", "my password"),
    Vector(
        DOTNET,
        "dotnet_identity",
        "AQAAAAIAAAD6AAAAIJbVi5wbMR+htSfFp8fTw8N8GOS/Sje+S/4YZcgBfU7EQuqv4OkVYmc4"
        "VJl9AGZzmRTxSkP7LtVi9IWyUxX8IAAfZ8v+ZfhjCcudtC1YERSqE1OEdXLW9VukPuJWBBjLuw==",
        "my password",
    ),
    Vector(DOTNET, "dotnet_identity", "AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M", "my password"),
    Vector(
        DOTNET,
        "dotnet_identity",
        "AQAAAAEAA9CQAAAAIESkQuj2Du8Y+kbc5lcN/W/3NiAZFEm11P27nrSN5/tId+bR1SwV8CO1Jd72r4C08OLvplNlCDc3oQZ8efcW+jQ=",
        "my password",
    ),
    Vector(SPRING, "spring", "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG", "password"),
    Vector(
        SPRING,
        "spring",
        "{pbkdf2}5d923b44a6d129f3ddf3e3c8d29412723dcbde72445e8ef6bf3b508fbf17fa4ed4d6b99ca763d8dc",
        "password",
    ),
    Vector(
        SPRING,
        "spring",
        "{scrypt}$e0801$8bWJaSu2IKSn9Z9kM+TPXfOc/9bdYSrN1oD9qfVThWEwdRTnO7re7Ei+fUZRJ68k9lTyuTeUp4of4g24hHnazw=="
        "$OAOec05+bXxvuu/1qZ6NUR+xQYvYv7BeL1QxwRpY5Pc=",
        "password",
    ),
    Vector(
        SPRING,
        "spring",
        "{sha256}97cde38028ad898ebc02e690819fa220e88c62e0699403e94fff291cfffaf8410849f27605abcbc0",
        "password",
    ),
    Vector(SPRING_TESTS, "spring", "{MD5}{THIS_IS_A_SALT}a68aafd90299d0b137de28fb4bb68573", "abc123"),
    Vector(SPRING_TESTS, "spring", "{MD5}{THIS_IS_A_SALT}poqv2QKZ0LE33ij7S7aFcw==", "abc123"),
    Vector(SPRING_TESTS, "spring", "{MD5}7eca689f0d3389d9dea66ae112e5cfd7", "你好"),
    Vector(SPRING_TESTS, "spring", "{MD5}{}f1026a66095fc2058c1f8771ed05d6da", "password"),
    Vector(SPRING_TESTS, "spring", "{MD5}{salt}ce421738b1c5540836bdc8ff707f1572", "password"),
    Vector(SPRING_TESTS, "spring", "{SHA-1}{THIS_IS_A_SALT}b2f50ffcbd3407fe9415c062d55f54731f340d32", "abc123"),
    Vector(
        SPRING_TESTS,
        "spring",
        "{SHA-256}{THIS_IS_A_SALT}4b79b7de23eb23b78cc5ede227d532b8a51f89b2ec166f808af76b0dbedc47d7",
        "abc123",
    ),
    Vector(
        SPRING,
        "spring_standard",
        "97cde38028ad898ebc02e690819fa220e88c62e0699403e94fff291cfffaf8410849f27605abcbc0",
        "password",
    ),
]

# What the same suites publish as not to be taken: cut short, too long, or with a character that cannot stand there.
MALFORMED = [
    Vector(PASSLIB, "django", "bcrypt_sha256$xyz$2a$06$/3OeRpbOf8/l6nPPRdZPp.nRiyYqPobEZGdNRBWihQhiFDh1ws1tu", ""),
    Vector(PASSLIB, "django", "md5$aa$bb", "test"),
    Vector(PASSLIB, "django", "sha1$c2e86$0f75", "test"),
    Vector(PASSLIB, "django", "!9wa845vn7098ythaehasldkfj", "password"),
    Vector(DOTNET, "dotnet_identity", "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggE=", "my password"),
    Vector(
        DOTNET,
        "dotnet_identity",
        "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJgAAAAAAAAAAAAA=",
        "my password",
    ),
    Vector(DOTNET, "dotnet_identity", "AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4A=", "my password"),
    Vector(PASSLIB, "bcrypt", "$2a$12$EXRkfkdmXn!gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q", "test"),
    Vector(PASSLIB, "bcrypt", "$2`$12$EXRkfkdmXnagzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q", "test"),
    Vector(PASSLIB, "bcrypt", "$2a$6$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.", ""),
    Vector(PASSLIB, "bcrypt", "$2a$04$yjDgE74RJkeqC0/1NheSSOrvKeu9IbKDpcQf/Ox3qsrRS/Kw42qIV", "test"),
    Vector(PASSLIB, "pbkdf2", "$pbkdf2$01212$THDqatpidANpadlLeTeOEg$HV3oi1k5C5LQCgG1BMOL.BX4YZc", WAV),
    Vector(PASSLIB, "pbkdf2", "$pbkdf2$$THDqatpidANpadlLeTeOEg$HV3oi1k5C5LQCgG1BMOL.BX4YZc", WAV),
    Vector(PASSLIB, "pbkdf2", "$pbkdf2$1212$THDqatpidANpadlLeTeOEg$HV3oi1k5C5LQCgG1BMOL.BX4YZc$", WAV),
    Vector(PASSLIB, "ldap", "{SSHA}P90+qijSp8MJ1tN25j5o1PflUvlqjXHOGeOck", "test"),
    Vector(PASSLIB, "ldap", "{SSHA}P90+qijSp8MJ1tN25j5o1PflUvlqjXHOGeOckw=", "test"),
    Vector(PASSLIB, "ldap", "{SSHA}P90+qijSp8MJ1tN25j5o1Pf=UvlqjXHOGeOckw==", "test"),
    Vector(PASSLIB, "ldap", "{SMD5}LnuZPJhiaY95/4lmVFpg548xBsD4P===", "test"),
    Vector(
        PASSLIB,
        "scrypt",
        "$scrypt$ln=10,r=1$wvif8/4fg1Cq9V7L2dv73w$bJcLia1lyfQ1X2x0xflehwVXPzWIUQWWdnlGwfVzBeQ",
        "test",
    ),
    Vector(
        PASSLIB,
        "scrypt",
        "$scrypt$ln=10,r=A,p=1$wvif8/4fg1Cq9V7L2dv73w$bJcLia1lyfQ1X2x0xflehwVXPzWIUQWWdnlGwfVzBeQ",
        "",
    ),
]
