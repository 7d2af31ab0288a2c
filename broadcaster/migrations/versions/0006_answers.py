"""Answers as data: what staff wrote, its versions, and the facts the assistant lacked.

Revision: 0006
Before it: 0002

Until now every packaged text had a row of its own, so one that staff had changed could not be
told from one that a later release should change. From here on only what staff wrote is kept:
rows that are a text Palier once shipped are taken out, by the hashes below.
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FORMERLY_PACKAGED = frozenset(
    """
0007b175d9 00831e5848 00da55d8e1 0173d88315 01c7fcb162 020b7c627d 026784c612 0281c0b5d1 033c70f5f9
03880ff4c6 03bb7a48a8 040c36a50d 0473f974a4 05019098ce 052940529c 053bf2698d 0584bea2af 059a347a35
05d6d4b68a 06985eda1d 070ecfcf08 0710ec437b 073308d9fc 077946501c 0779768ed3 082e5d8656 0835de08b3
086ecc9576 0890b26763 08ae3aa390 08afae016b 08bb4073dc 08e6dc5bcc 093138b12b 09705976c1 0a277084b2
0aae4cc225 0adb61f95e 0b823a8c00 0b9bea6dee 0bc2779c43 0c1eeeb250 0ccd29b882 0cf94f621f 0d37b6c615
0d750171af 0dc1f3a6f7 0e2d71735f 0e31379ba3 0f097e3e09 1048ccaf7d 1065e83a5a 1067c3c648 11e298fad4
1235f8ee86 12ee68d442 136842cc63 137b96b5e2 138fc8c790 1472ab9797 14b98299dc 14e57cb676 14e937004c
159c67a300 15e79784ff 16345f46fe 187aa336df 19bb554caf 1a53b16f70 1ad1afa4a0 1c6d277edf 1ce2f53eaa
1d413a17f9 1d523c8aed 1dcc18f59c 1e06a65d2d 1f28a8b2a1 1f6bc34586 1fa843833d 1fd3b6a16a 211a0730a8
21270fca54 22153aa278 223ad484ee 22961524df 22cfd68aeb 2337516397 2337f1e426 23c66bab2f 246b19c6f1
24c1abd8bb 25761b176c 25e2e4f5e8 26a6c39bc3 26d12c6bc4 278aa40b55 27a7f296ab 27ec815473 28365639aa
286025bbe1 2a06e7613a 2af970647d 2c6a2498db 2d66f64019 2db6d07ba4 2e39da8749 2f68932653 2f92cd1b63
2fc63c3f86 3026e6782b 30c249ccd7 30f89b7606 312d7d3a73 32016d475b 3267a866b0 33919c4bd8 342d309065
342e9f63a7 343e4b11cf 348067dbab 34a54d17bb 351a6d2819 356f7e0c9c 368c9c44cf 36d815a76c 37349326b7
37de5ed5a4 380ba78af4 3a2aed19e0 3b2fa68e78 3b47689bad 3b59657027 3b78c5d25e 3cb4e1dc52 3d0a560e64
3d47707e50 3d7367d5f9 3da20072df 3e3095066f 3f3b7acf57 400663e63c 404951d959 40fc38f284 411ca67c0d
412230a614 417cb7c7eb 424e0a7300 427617e6c0 42bf587666 42d911ed62 42da217b7b 42e3671d4f 42f51d0fde
4590ff6576 45c7ea9cf9 4604a81d41 46bb0cf1e0 4731da8a70 47673499cb 477a1b6493 478948f3b3 4890ef6efc
489d37d83f 49ee727a30 4a65441177 4afc3360c1 4b332e42bd 4b39a72eb1 4bd775333d 4ca077d91b 4cfe12504a
4df20c8db5 4e101566b0 503de9d057 50d02bf3be 50f373f5cd 5147e855da 52165bd8d6 5218a5acfa 527357e291
535322032e 53aee3647f 53bd796964 53f30c3b6b 5479a14110 54b2d275f2 553c0fab50 556085af64 55bd16dfd7
55f15fec3b 579d313c4d 57becb05e0 588088be4c 58a81992e4 5905aefd81 5906bda453 59f81719e0 5a1437a924
5aaf6ddc4e 5ab767b9a7 5b02b96276 5b3ac81118 5b676dce94 5bb67d0946 5bef2a581c 5c2c4dc33f 5c87f424ab
5ce260216d 5d3e075f09 5dd4fe3a23 5f408e68c9 5f5b05de9e 5f9454ad03 607d054e23 60d007855b 6134d31e94
62a5a5aba9 62ff9aa2ed 639054e59b 63ef482693 6604026019 6607a625fc 66423bd57c 668e6a21f3 681b747cff
68357fd9fd 6847884d5f 68f2ad039f 6a0d3b5146 6a463eba30 6a9d1138af 6acce82d9b 6c1cb626a0 6c2d458fdb
6c81b2516d 6daf671a2a 6e32c1272c 6e6b5a22f5 6e9c81744d 6f2db0a73d 6f4ae23754 7066e0b931 7083e9d0ce
7089ac4ae4 7169b91380 716a3c0abc 71be682b09 71f72ce7ec 746ae45ef9 746f397229 762efa1ca0 770abf6541
771fe11ad0 773714b8e3 77a993ef77 786403d823 7883fe6e34 78fd46b86b 79b9f91854 79d46e2921 79edaf59df
7b10529d4b 7b838ef002 7c840235d7 7ca3a0ba3c 7cfc52dcd3 7d4f6d063b 7fe58d19f9 80a47ec47d 81afee062d
81cc69dfaa 81d7d20cd0 82d7a7b6d2 82e13a4305 83008ff486 831fe4cbc7 83ee04531e 83f8ae2332 856733e91f
86040348ab 87042cd3ec 877de24b84 8791df07e2 87ff93add5 8896169763 89ae0f613b 8a05c176bc 8c7bcfe010
8c859f97f5 8d35b5534a 8dd13de75c 8e0370b1ec 8ea32ad3c9 8ee9f7971b 8f5568314e 8f67acefa7 8f8787e9d7
8f8f3a57de 914bd559ff 9173052d5e 9173d02930 919474ec9c 91d5c2f8c3 924034fac6 93789e90ae 93ab18d489
93d0617fc0 950e66bc76 95fb5a1b4c 973ecb595a 9740a88fe6 9744b4ec1e 9753f62d92 97a145978e 9972091fdb
9ccd84ca5c 9d09ee38ab 9d4cadff40 9d67ff32a9 9d7a3d71d9 9db2693c6e 9db58b4a61 9e0f1e315e 9e1012b8dc
9e583ff1e2 9eec9fffda 9f68d43f3e 9f77010180 9fe8f25b7f a060f2bc3b a06402892d a0b917d15e a0c50f3bae
a1447e082c a163dedad0 a22182cc3c a231dd9606 a37e3aba37 a3be4211b0 a4379bf4e4 a5b0d39c2e a5fefe96f7
a6742df4ff a675bf2b4c a6e98fab40 a724ba2dd6 a74881cb09 a7630a0bba a77a9d0e4f a895800307 a89aedf177
a97a1bae78 a99f0d1909 a9ab805728 a9f4e44677 aa4710ad91 ac597c741b accaec7d6b ace6a80030 acedc8e8d7
ad7ca5bb79 adf376f1da ae6c8952b1 aff2ac46f4 b2b056d132 b2bc3a358e b2e92bce60 b40ff6bba7 b50d6dc1ce
b5547ee26d b6cbbe46a9 b784aaf81f b90c49f53e b952eb2ca0 b9724eb8c2 b9945c2107 b9dddbffb1 b9f9182708
ba2649dd0a bab950101f bacf885fd3 badaab62fb bb23e5ba86 bb934ad106 bc0be6b321 bc1b2c3ee9 bc526f4750
bc60138e06 bcfe79d866 bd501656b0 be42caa417 bf43da2659 c0828d7d48 c0b738594a c1223ed3f8 c13a81b027
c1c273b790 c2354d5c07 c359ad14ca c3820940b4 c3cbd1931b c3d41d6da6 c412dfe660 c421275d8c c48bf2f8ee
c53b320962 c6566edea4 c72a58806b c7b4a75072 c8a8502a64 c8f3fb8f70 c9a924e081 ca055433a8 ca0ab30f98
cc72793966 cd805fac57 ce90a39056 ceb7729625 cec661c282 cf20d0c484 cf4de64ac2 cf5d922f49 cffc6c256d
d00bed17b1 d09f22fb11 d18369859c d1d2d9a00f d2db38415e d39fa6bafb d4074fcbbd d4724176ea d4a66e7508
d4f16de581 d5114fd962 d51fbf939a d54ba023bc d54c0af2e7 d60d91d871 d618d7f0c5 d6a97e7079 d705018fa8
d75cbbd919 d7eca2b37a d94cba46e7 d9642b5c21 d9f4f937ae da07211a5d da1866cb6d da3cf40383 da69862d69
daa576261e db5c4f3b76 dbd4ad8ea2 dc6ef7f4fa dcca9886b8 dcce76255c dd22c40718 ddbd3b4110 df95a2dcc4
dfdbbebf85 e0278b92fa e0aa91b41f e0c7087bb1 e0cecae778 e119330b7f e1aec8b42f e1b02c444c e1d632a205
e35230becf e36e1686c7 e3e2f793b4 e3fa621f82 e4cb6f50bf e5730b8fe1 e6f423535c e7ab79675c e871c61b1d
e885cef79e e94595856e e9aef56ec6 ea03c25c66 eab83cb668 eb2c374d54 ec91561310 ecc5d2fb95 ecc8142cd1
ee92281ef7 ef7f936980 f1e5e90bd0 f1f5416c05 f1fffbf46d f2c3c6ec80 f2e8219cd7 f34e062ba1 f3fe2b39bc
f41c971c6f f42f63d53d f5624be1d7 f5ac9f1125 f5f2f2f970 f67d54ad5b f6ac0dd0d6 f91080d510 f9348d1876
face31cdac fc1088f570 fc4c3f1e28 fdd0b62a57 fde832743d fe0634e5cf fe924d85bb fea6c1e4d5
""".split()  # noqa: SIM905 - as a list it would be 512 lines long
)
"""The beginnings of the SHA-256 of every text shipped before this step."""

TEXT_COLUMNS = ("id", "topic", "case", "language", "channel", "text")
CHANNEL = sa.Enum("sms", "web", name="answerchannel", native_enum=False, length=32)
LACK_KIND = sa.Enum("missing", "stale", name="lackkind", native_enum=False, length=32)
LACK_STATE = sa.Enum("open", "filled", "dismissed", name="lackstate", native_enum=False, length=32)


def upgrade() -> None:
    """Take the step."""
    kept = _written_by_staff()
    op.drop_table("answer_text")
    _create_answer_text()
    op.bulk_insert(
        sa.table("answer_text", *map(sa.column, (*TEXT_COLUMNS, "proofread"))),
        [row | {"proofread": False} for row in kept],
    )
    _create_versions()
    _create_lacks()
    _create_notes()


def _written_by_staff() -> list[dict[str, object]]:
    rows = op.get_bind().execute(
        sa.text('SELECT id, topic, "case", language, channel, text FROM answer_text')
    )
    return [dict(row) for row in rows.mappings() if _hash(row["text"]) not in FORMERLY_PACKAGED]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _said() -> list[sa.Column[object]]:
    return [
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", CHANNEL, nullable=False),
    ]


def _create_answer_text() -> None:
    op.create_table(
        "answer_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        *_said(),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("packaged", sa.Text(), nullable=True),
        sa.Column("proofread", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_answer_text_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_text")),
    )
    text = ["topic", "case", "language", "channel"]
    op.create_index(
        "uq_answer_text_general",
        "answer_text",
        text,
        unique=True,
        sqlite_where=sa.text("site_id IS NULL"),
        postgresql_where=sa.text("site_id IS NULL"),
    )
    op.create_index(
        "uq_answer_text_of_site",
        "answer_text",
        ["site_id", *text],
        unique=True,
        sqlite_where=sa.text("site_id IS NOT NULL"),
        postgresql_where=sa.text("site_id IS NOT NULL"),
    )


def _create_versions() -> None:
    op.create_table(
        "answer_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        *_said(),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_answer_version_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff_user.id"], name=op.f("fk_answer_version_user_id_staff_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_version")),
    )
    op.create_index(
        "ix_answer_version_text", "answer_version", ["topic", "case", "language", "channel"]
    )


def _create_lacks() -> None:
    op.create_table(
        "lack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(length=300), nullable=True),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("kind", LACK_KIND, nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("fact", sa.String(length=60), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", LACK_STATE, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("answer_wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_wanted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["staff_user.id"], name=op.f("fk_lack_closed_by_id_staff_user")
        ),
        sa.ForeignKeyConstraint(
            ["answer_wanted_by_id"],
            ["staff_user.id"],
            name=op.f("fk_lack_answer_wanted_by_id_staff_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lack")),
        sa.UniqueConstraint("open_key", name=op.f("uq_lack_open_key")),
    )
    op.create_index(op.f("ix_lack_state"), "lack", ["state"])
    op.create_table(
        "lack_asker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lack_id", sa.Integer(), nullable=False),
        sa.Column("correspondent_id", sa.Integer(), nullable=False),
        sa.Column("home", sa.String(length=60), nullable=False),
        sa.Column("wanted", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["lack_id"], ["lack.id"], name=op.f("fk_lack_asker_lack_id_lack")),
        sa.ForeignKeyConstraint(
            ["correspondent_id"],
            ["correspondent.id"],
            name=op.f("fk_lack_asker_correspondent_id_correspondent"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lack_asker")),
        sa.UniqueConstraint(
            "lack_id", "correspondent_id", name=op.f("uq_lack_asker_lack_id_correspondent_id")
        ),
    )


def _create_notes() -> None:
    op.create_table(
        "site_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_note_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_note")),
        sa.UniqueConstraint("site_id", "key", name=op.f("uq_site_note_site_id_key")),
    )


def downgrade() -> None:
    """Take it back: what staff wrote for all sites stays, the rest goes."""
    kept = op.get_bind().execute(
        sa.text(
            'SELECT id, topic, "case", language, channel, text FROM answer_text'
            " WHERE site_id IS NULL"
        )
    )
    rows = [dict(row) for row in kept.mappings()]
    for name in ("site_note", "lack_asker", "lack", "answer_version", "answer_text"):
        op.drop_table(name)
    table = op.create_table(
        "answer_text",
        sa.Column("id", sa.Integer(), nullable=False),
        *_said(),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_text")),
        sa.UniqueConstraint(
            "topic",
            "case",
            "language",
            "channel",
            name=op.f("uq_answer_text_topic_case_language_channel"),
        ),
    )
    op.bulk_insert(table, rows)
