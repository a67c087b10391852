BEGIN TRANSACTION;
CREATE TABLE account (
	id VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	host VARCHAR NOT NULL,
	port INTEGER NOT NULL,
	security VARCHAR NOT NULL,
	sign_in VARCHAR NOT NULL,
	username VARCHAR,
	sealed_secret TEXT,
	oauth_client_id VARCHAR,
	oauth_token_url VARCHAR,
	from_address VARCHAR NOT NULL,
	from_name VARCHAR,
	max_connections INTEGER NOT NULL,
	per_minute INTEGER NOT NULL,
	per_day INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	verified_at DATETIME,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL,
	CONSTRAINT pk_account PRIMARY KEY (id),
	CONSTRAINT ck_account_secret CHECK ((sign_in = 'none') = (sealed_secret IS NULL)),
	CONSTRAINT ck_account_security CHECK (security IN ('starttls', 'tls', 'none')),
	CONSTRAINT ck_account_sign_in CHECK (sign_in IN ('none', 'password', 'oauth')),
	CONSTRAINT ck_account_caps CHECK (max_connections > 0 AND per_minute >= 0 AND per_day >= 0),
	CONSTRAINT uq_account_owner_name UNIQUE (owner, name)
);
INSERT INTO "account" VALUES('acc_1','karirhub','gmail','localhost',465,'tls','password','rina@example.com','928c387c:gAAAAABrA8rvjMuVUZmBff6QtXnK6NP6h6l_tNS3Qi0O26B5GJpg7rL8BQvVDlmYUlwMg3j2ylP16ZdjzqX-FspyZNZOfFvuABXfbmT8NqbZ3RbmznA8BFg=',NULL,NULL,'surat@karirhub.co.id',NULL,2,20,400,1,NULL,'2026-11-24 05:00:00.000000','2026-11-24 05:00:00.000000');
CREATE TABLE account_state (
	name VARCHAR NOT NULL,
	paused_reason VARCHAR,
	paused_at DATETIME,
	failures INTEGER NOT NULL,
	alone_until DATETIME,
	CONSTRAINT pk_account_state PRIMARY KEY (name)
);
INSERT INTO "account_state" VALUES('acc_1','535: the server refuses the account','2026-11-23 02:00:00.000000',1,NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE api_key (
	id VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	scopes VARCHAR NOT NULL,
	secret_hash VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	expires_at DATETIME,
	revoked_at DATETIME, last_used_at DATETIME,
	CONSTRAINT pk_api_key PRIMARY KEY (id),
	CONSTRAINT uq_api_key_secret_hash UNIQUE (secret_hash)
);
INSERT INTO "api_key" VALUES('key_0123456789ab','karirhub','karirhub','send,read','a680d21af3e7bd8b539eafa372c3af17f4110a33129e681353ddf35b8e6d847c','2026-11-23 02:00:00.000000',NULL,NULL,NULL);
CREATE TABLE attachment (
	follow_up_id CHAR(32) NOT NULL,
	position INTEGER NOT NULL,
	filename VARCHAR NOT NULL,
	sha256 VARCHAR NOT NULL,
	content BLOB NOT NULL,
	CONSTRAINT pk_attachment PRIMARY KEY (follow_up_id, position),
	CONSTRAINT fk_attachment_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id) ON DELETE CASCADE
);
INSERT INTO "attachment" VALUES('01a206d0bd7f73bb9727474028882943',0,'cv.pdf','6b6965f857203e4769c107bbe3f1e7617988c791c625abcf4e7ff357b80dbcb7',X'255044462D312E37206120766572792073686F7274206F6E65');
CREATE TABLE attempt (
	follow_up_id CHAR(32) NOT NULL,
	n INTEGER NOT NULL,
	started_at DATETIME NOT NULL,
	ended_at DATETIME NOT NULL,
	stage VARCHAR NOT NULL,
	reply_code INTEGER,
	reply_text VARCHAR,
	outcome VARCHAR NOT NULL,
	counted BOOLEAN NOT NULL,
	instance VARCHAR NOT NULL,
	CONSTRAINT pk_attempt PRIMARY KEY (follow_up_id, n),
	CONSTRAINT fk_attempt_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id) ON DELETE CASCADE
);
INSERT INTO "attempt" VALUES('01a206d0bc3e713897555176f9299f6f',1,'2026-11-24 05:47:39.000000','2026-11-24 05:47:39.000000','rcpt',550,'as the test asked','permanent',1,'sender:1');
INSERT INTO "attempt" VALUES('01a206d0bc9f7099b78ac5c68955e1b1',1,'2026-11-24 05:47:39.000000','2026-11-24 05:47:39.000000','rcpt',451,'as the test asked','transient',1,'sender:1');
INSERT INTO "attempt" VALUES('01a206d0c082721b8ead616d6a04597c',1,'2026-11-24 05:47:39.000000','2026-11-24 05:47:39.000000','dot',250,NULL,'sent',1,'sender:1');
INSERT INTO "attempt" VALUES('01a206d0bb917455acdd1f85c73af8ec',1,'2026-11-24 05:47:39.000000','2026-11-24 05:47:39.000000','dot',250,'2.0.0 kept','sent',1,'sender:1');
INSERT INTO "attempt" VALUES('01a206d0bc6276f6bd6b781e954b0911',1,'2026-11-24 05:47:39.000000','2026-11-24 05:47:39.000000','dot',NULL,'the connection was lost','in_doubt',1,'sender:1');
CREATE TABLE calendar_override (
	"on" DATE NOT NULL,
	province VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_calendar_override PRIMARY KEY ("on", province),
	CONSTRAINT ck_calendar_override_kind CHECK (kind IN ('day_off', 'working_day'))
);
INSERT INTO "calendar_override" VALUES('2026-12-09','','day_off','Pilkada','2026-11-23 02:00:00.000000');
CREATE TABLE calendar_state (
	id INTEGER NOT NULL,
	revision INTEGER NOT NULL,
	digest VARCHAR NOT NULL,
	CONSTRAINT pk_calendar_state PRIMARY KEY (id),
	CONSTRAINT ck_calendar_state_one_row CHECK (id = 1)
);
INSERT INTO "calendar_state" VALUES(1,1,'');
CREATE TABLE event (
	id INTEGER NOT NULL,
	follow_up_id CHAR(32) NOT NULL,
	at DATETIME NOT NULL,
	type VARCHAR NOT NULL,
	detail JSON NOT NULL,
	CONSTRAINT pk_event PRIMARY KEY (id),
	CONSTRAINT fk_event_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id) ON DELETE CASCADE
);
INSERT INTO "event" VALUES(1,'01a206d0bb917455acdd1f85c73af8ec','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-4"}');
INSERT INTO "event" VALUES(2,'01a206d0bb917455acdd1f85c73af8ec','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-11-24T05:21:56Z", "send_at_local": "2026-11-24T12:21:56+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.21 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(3,'01a206d0bc3e713897555176f9299f6f','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-1"}');
INSERT INTO "event" VALUES(4,'01a206d0bc3e713897555176f9299f6f','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-11-24T05:05:35Z", "send_at_local": "2026-11-24T12:05:35+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.05 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(5,'01a206d0bc6276f6bd6b781e954b0911','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-4"}');
INSERT INTO "event" VALUES(6,'01a206d0bc6276f6bd6b781e954b0911','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-11-24T05:47:39Z", "send_at_local": "2026-11-24T12:47:39+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.47 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(7,'01a206d0bc9f7099b78ac5c68955e1b1','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-6"}');
INSERT INTO "event" VALUES(8,'01a206d0bc9f7099b78ac5c68955e1b1','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-11-24T05:47:38Z", "send_at_local": "2026-11-24T12:47:38+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.47 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(9,'01a206d0bcc277148655d763e6f12c30','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-4"}');
INSERT INTO "event" VALUES(10,'01a206d0bcc277148655d763e6f12c30','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-11-24T05:15:12Z", "send_at_local": "2026-11-24T12:15:12+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.15 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(11,'01a206d0bcd9753ab0f8e757a05c22e5','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-6"}');
INSERT INTO "event" VALUES(12,'01a206d0bcd9753ab0f8e757a05c22e5','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-11-24T05:49:17Z", "send_at_local": "2026-11-24T12:49:17+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.49 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(13,'01a206d0bd277649bb7f3d53da2d4928','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-5"}');
INSERT INTO "event" VALUES(14,'01a206d0bd277649bb7f3d53da2d4928','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-11-23T05:47:14Z", "send_at_local": "2026-11-23T12:47:14+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Kamis, 19 November 2026; surat ini dijadwalkan pada Senin, 23 November 2026 pukul 12.47 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(15,'01a206d0bcc277148655d763e6f12c30','2026-11-23 02:00:00.000000','cancelled','{"by": "owner", "was": "scheduled"}');
INSERT INTO "event" VALUES(16,'01a206d0bcd9753ab0f8e757a05c22e5','2026-11-23 02:00:00.000000','answered','{"by": "owner", "was": "scheduled"}');
INSERT INTO "event" VALUES(17,'01a206d0bd7f73bb9727474028882943','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-1"}');
INSERT INTO "event" VALUES(18,'01a206d0bd7f73bb9727474028882943','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-12-01T05:36:30Z", "send_at_local": "2026-12-01T12:36:30+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 30 November 2026; surat ini dijadwalkan pada Selasa, 1 Desember 2026 pukul 12.36 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(19,'01a206d0c00d708bb0f9c850c126901b','2026-11-23 02:00:00.000000','accepted','{"phrasing": "en-3"}');
INSERT INTO "event" VALUES(20,'01a206d0c00d708bb0f9c850c126901b','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-12-01T04:48:30Z", "send_at_local": "2026-12-01T12:48:30+08:00", "reason": "promise", "why": "An answer was promised by Monday, 30 November 2026; this letter is planned for Tuesday, 1 December 2026 at 12:48 WITA, during the lunch break."}');
INSERT INTO "event" VALUES(21,'01a206d0c01e711bad278c7e7316ab8d','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-5"}');
INSERT INTO "event" VALUES(22,'01a206d0c01e711bad278c7e7316ab8d','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-12-08T05:44:25Z", "send_at_local": "2026-12-08T12:44:25+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 7 Desember 2026; surat ini dijadwalkan pada Selasa, 8 Desember 2026 pukul 12.44 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(23,'01a206d0c059748caa94da2383af1afc','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-5"}');
INSERT INTO "event" VALUES(24,'01a206d0c059748caa94da2383af1afc','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-11-24T09:57:04Z", "send_at_local": "2026-11-24T16:57:04+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 16.57 WIB, dalam 60 menit terakhir sebelum kantor tutup."}');
INSERT INTO "event" VALUES(25,'01a206d0c082721b8ead616d6a04597c','2026-11-23 02:00:00.000000','accepted','{"phrasing": "id-3"}');
INSERT INTO "event" VALUES(26,'01a206d0c082721b8ead616d6a04597c','2026-11-23 02:00:00.000000','planned','{"send_at": "2026-11-24T05:43:29Z", "send_at_local": "2026-11-24T12:43:29+07:00", "reason": "promise", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.43 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(27,'01a206d0bd277649bb7f3d53da2d4928','2026-11-24 05:47:39.000000','expired','{"reason": "its last window has closed"}');
INSERT INTO "event" VALUES(28,'01a206d0bc3e713897555176f9299f6f','2026-11-24 05:47:39.000000','failed','{"attempt": 1, "stage": "rcpt", "cause": "the server refuses the recipient"}');
INSERT INTO "event" VALUES(29,'01a206d0bc9f7099b78ac5c68955e1b1','2026-11-24 05:47:39.000000','retrying','{"attempt": 1, "stage": "rcpt", "cause": "the server asks to try later", "old_send_at": "2026-11-24T05:47:38Z", "send_at": "2026-11-24T05:51:55.288203Z", "send_at_local": "2026-11-24T12:51:55.288203+07:00", "reason": "retry", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; karena percobaan sebelumnya belum berhasil, surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.51 WIB, pada jam istirahat."}');
INSERT INTO "event" VALUES(30,'01a206d0c082721b8ead616d6a04597c','2026-11-24 05:47:39.000000','sent','{"attempt": 1, "stage": "dot", "cause": ""}');
INSERT INTO "event" VALUES(31,'01a206d0bb917455acdd1f85c73af8ec','2026-11-24 05:47:39.000000','sent','{"attempt": 1, "stage": "dot", "cause": ""}');
INSERT INTO "event" VALUES(32,'01a206d0bc6276f6bd6b781e954b0911','2026-11-24 05:47:39.000000','in_doubt','{"attempt": 1, "stage": "dot", "cause": "the connection was lost"}');
INSERT INTO "event" VALUES(33,'01a206d0bc9f7099b78ac5c68955e1b1','2026-11-24 08:57:04.000000','replanned','{"old_send_at": "2026-11-24T05:51:55.288203Z", "send_at": "2026-11-25T05:47:38Z", "send_at_local": "2026-11-25T12:47:38+07:00", "reason": "missed_window", "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; karena jam kirim sebelumnya terlewat, surat ini dijadwalkan pada Rabu, 25 November 2026 pukul 12.47 WIB, pada jam istirahat, setelah melewati 24 November yang jam kirimnya sudah lewat."}');
INSERT INTO "event" VALUES(34,'01a206d0c082721b8ead616d6a04597c','2026-11-24 08:57:04.000000','wiped','{"reason": "erasure", "letter_sha256": "534ba2a0a1e055935d9181425a8b12957d00ea3180b0a9ec5e4bcaefdfb3b5e7", "message_sha256": "b659db3fae7af99b5e978e7d03d539cd9f4efc135665ea609ed625041c749d37"}');
CREATE TABLE follow_up (
	id CHAR(32) NOT NULL,
	owner VARCHAR NOT NULL,
	account VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	send_at DATETIME NOT NULL,
	opens_at DATETIME NOT NULL,
	closes_at DATETIME NOT NULL,
	expires_at DATETIME NOT NULL,
	calendar_revision INTEGER NOT NULL,
	tries INTEGER NOT NULL,
	tries_in_window INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	stop_requested VARCHAR,
	token CHAR(32),
	lease_until DATETIME,
	attempt_started_at DATETIME,
	answered_at DATETIME,
	duplicate_hash VARCHAR NOT NULL,
	recruiter_hash VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL, rules_version VARCHAR DEFAULT '' NOT NULL, wiped_at DATETIME, erase_requested_at DATETIME, domain_hash VARCHAR DEFAULT '' NOT NULL,
	CONSTRAINT pk_follow_up PRIMARY KEY (id),
	CONSTRAINT ck_follow_up_lease CHECK ((status IN ('claimed', 'transmitting')) = (lease_until IS NOT NULL) AND (lease_until IS NULL OR token IS NOT NULL)),
	CONSTRAINT ck_follow_up_status CHECK (status IN ('scheduled', 'claimed', 'transmitting', 'sent', 'in_doubt', 'failed', 'expired', 'cancelled', 'answered')),
	CONSTRAINT ck_follow_up_stop CHECK (stop_requested IS NULL OR stop_requested IN ('cancelled', 'answered')),
	CONSTRAINT ck_follow_up_inside_window CHECK (opens_at <= send_at AND send_at < closes_at),
	CONSTRAINT ck_follow_up_counts CHECK (tries >= 0 AND tries_in_window >= 0 AND attempts >= 0)
);
INSERT INTO "follow_up" VALUES('01a206d0bb917455acdd1f85c73af8ec','karirhub','default','sent','2026-11-24 05:21:56.000000','2026-11-24 05:00:00.000000','2026-11-24 06:00:00.000000','2026-11-30 06:00:00.000000',1,1,0,1,NULL,NULL,NULL,'2026-11-24 05:47:39.000000',NULL,'e0cefa613234474cc9b3f676aa500447dbe591f1e99dabf94bb29b8756fb6831','5191e0500c870ae314e8d6de4b64040786376f291d4e3605669bd0f5b5447d87',4,'2026-11-23 02:00:00.000000','2026-11-24 05:47:39.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0bc3e713897555176f9299f6f','karirhub','default','failed','2026-11-24 05:05:35.000000','2026-11-24 05:00:00.000000','2026-11-24 06:00:00.000000','2026-11-30 06:00:00.000000',1,1,0,1,NULL,NULL,NULL,'2026-11-24 05:47:39.000000',NULL,'992570f971ca6608beec1adc60510dd226f83d4896ed5514a0429537f17e2eb9','50af937db00e603ed4366c4604f409c4207fd29e75a03ae8abbd5fa807523860',3,'2026-11-23 02:00:00.000000','2026-11-24 05:47:39.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0bc6276f6bd6b781e954b0911','karirhub','default','in_doubt','2026-11-24 05:47:39.000000','2026-11-24 05:00:00.000000','2026-11-24 06:00:00.000000','2026-11-30 06:00:00.000000',1,1,0,1,NULL,'01a206d0c0fb75f68a615e3cd1a15282',NULL,'2026-11-24 05:47:39.000000',NULL,'39a94827833910f3d219501bd978718f7c99379dda90e9db62e0cb2f4c067aec','be048e7dcadd39db615313636fed6b4c84e7efcff2609b43eba6c29d192aee3d',4,'2026-11-23 02:00:00.000000','2026-11-24 05:47:39.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0bc9f7099b78ac5c68955e1b1','karirhub','default','scheduled','2026-11-25 05:47:38.000000','2026-11-25 05:00:00.000000','2026-11-25 06:00:00.000000','2026-11-30 06:00:00.000000',1,1,0,1,NULL,NULL,NULL,'2026-11-24 05:47:39.000000',NULL,'e083db5ba322f1ce3f5e2ed82727950734598f7efdebbdbcaa63991bef4ee8f7','6628e3fb7b7e3cdc6aa1a8d60803e81a6aa81e887c102c51dbeecd217c5651d3',4,'2026-11-23 02:00:00.000000','2026-11-24 08:57:04.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0bcc277148655d763e6f12c30','karirhub','default','cancelled','2026-11-24 05:15:12.000000','2026-11-24 05:00:00.000000','2026-11-24 06:00:00.000000','2026-11-30 10:00:00.000000',1,0,0,0,NULL,NULL,NULL,NULL,NULL,'0469a952f5417b337fff51fa4611b720ae4de293d9eabf95ec695415c915492d','c38003eb7c717cf82432ac09ebcee37879e955a0c0db4b2fd40b5168368c6ec0',2,'2026-11-23 02:00:00.000000','2026-11-23 02:00:00.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0bcd9753ab0f8e757a05c22e5','karirhub','default','answered','2026-11-24 05:49:17.000000','2026-11-24 05:00:00.000000','2026-11-24 06:00:00.000000','2026-11-30 10:00:00.000000',1,0,0,0,NULL,NULL,NULL,NULL,'2026-11-23 02:00:00.000000','41e52d533532cfd71384525397e2eeb356808ce4d8a6a2e65f193a34f51d1ccf','9571366438dbfb8d85e2088881892bff3457d6fca99daf0cd17a9cebaf96f6cf',2,'2026-11-23 02:00:00.000000','2026-11-23 02:00:00.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0bd277649bb7f3d53da2d4928','karirhub','default','expired','2026-11-23 05:47:14.000000','2026-11-23 05:00:00.000000','2026-11-23 06:00:00.000000','2026-11-23 06:00:00.000000',1,0,0,0,NULL,NULL,NULL,NULL,NULL,'3b0167403904da9d0cceda91ac8a6b47cdb992ce6ab4dc1da8a0eb7c32afba5a','69a2e0d0d088a6ffab41aadbc929868810d209904a6a31252401e17da442fc42',2,'2026-11-23 02:00:00.000000','2026-11-24 05:47:39.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0bd7f73bb9727474028882943','karirhub','default','scheduled','2026-12-01 05:36:30.000000','2026-12-01 05:00:00.000000','2026-12-01 06:00:00.000000','2026-12-07 10:00:00.000000',1,0,0,0,NULL,NULL,NULL,NULL,NULL,'942ba526d0967b500c7ed221cf1241890871c029d6bd40bc7c9b20874b6a2f4d','1a589e84dde86589fb8ef9298e5047501e72079591dc698006ecc238bf1973f8',1,'2026-11-23 02:00:00.000000','2026-11-23 02:00:00.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0c00d708bb0f9c850c126901b','karirhub','default','scheduled','2026-12-01 04:48:30.000000','2026-12-01 04:00:00.000000','2026-12-01 05:00:00.000000','2026-12-07 09:00:00.000000',1,0,0,0,NULL,NULL,NULL,NULL,NULL,'83a5c79fa086a6f7b25f931708cda8be3c2f18da2e5453f6aef3893826e16bf6','3b9c86be795f2175ad631f9a6480759f90207a5debb6625ed013af11aed8603b',1,'2026-11-23 02:00:00.000000','2026-11-23 02:00:00.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0c01e711bad278c7e7316ab8d','karirhub','default','scheduled','2026-12-08 05:44:25.000000','2026-12-08 05:00:00.000000','2026-12-08 06:00:00.000000','2026-12-15 10:00:00.000000',1,0,0,0,NULL,NULL,NULL,NULL,NULL,'708af4d10697ec832541ed487b2bbda59c993f275eaaf0bd53272bc4dda89e22','975af7b97d073247dbac68535916ccd51661e35af05c1cdafbd27acb41af3549',1,'2026-11-23 02:00:00.000000','2026-11-23 02:00:00.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0c059748caa94da2383af1afc','karirhub','default','claimed','2026-11-24 09:57:04.000000','2026-11-24 09:00:00.000000','2026-11-24 10:00:00.000000','2026-11-30 10:00:00.000000',1,0,0,0,NULL,'01a206d0c12777ef9fcf11161315ec0c','2026-11-24 10:03:04.000000','2026-11-24 09:57:04.000000',NULL,'98343a5ea8d2b03043e760d240e9638f39e3f52ce8a7ab6bb71736ad5a3f24ec','048f5e6d4b40d32a568c86b1c92115408ad4b7169b0729799992f38a1f715b9a',2,'2026-11-23 02:00:00.000000','2026-11-24 09:57:04.000000','2-f9bbe0d1',NULL,NULL,'3d1b44859ccf3148c7cf8f595a2cedbf25fae29162e59abad3812f300a1c724f');
INSERT INTO "follow_up" VALUES('01a206d0c082721b8ead616d6a04597c','karirhub','default','sent','2026-11-24 05:43:29.000000','2026-11-24 05:00:00.000000','2026-11-24 06:00:00.000000','2026-11-30 10:00:00.000000',1,1,0,1,NULL,NULL,NULL,'2026-11-24 05:47:39.000000',NULL,'01a206d0-c082-721b-8ead-616d6a04597c','',5,'2026-11-23 02:00:00.000000','2026-11-24 05:47:39.000000','2-f9bbe0d1','2026-11-24 08:57:04.000000',NULL,'');
CREATE TABLE follow_up_content (
	follow_up_id CHAR(32) NOT NULL,
	recruiter_email VARCHAR NOT NULL,
	candidate_email VARCHAR NOT NULL,
	reference VARCHAR,
	request JSON NOT NULL,
	language VARCHAR NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	phrasing VARCHAR,
	findings JSON NOT NULL,
	rules_version VARCHAR,
	message_id VARCHAR NOT NULL, letter_hash VARCHAR,
	CONSTRAINT pk_follow_up_content PRIMARY KEY (follow_up_id),
	CONSTRAINT fk_follow_up_content_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id) ON DELETE CASCADE
);
INSERT INTO "follow_up_content" VALUES('01a206d0bb917455acdd1f85c73af8ec','hr1@majujaya.test','rina1@example.com','letter-1','{"candidate": {"name": "Rina Wulandari", "email": "rina1@example.com"}, "recruiter": {"email": "hr1@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-23", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break"], "attachments": [], "thread": null, "account": "default", "reference": "letter-1", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Menindaklanjuti wawancara - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Melalui surel ini, saya, Rina Wulandari, hendak menindaklanjuti wawancara yang saya ikuti pada 9 November 2026 untuk posisi Analis Data di PT Maju Jaya. Saya senang dapat mengenal lebih dekat pekerjaan yang ditawarkan.

Jika Bapak berkenan, saya ingin mengetahui perkembangan seleksi untuk posisi tersebut. Informasi singkat mengenai tahapan yang sedang berlangsung akan sangat membantu saya. Saya tetap berminat dan bersedia mengikuti tahapan selanjutnya.

Terima kasih atas keramahan selama wawancara dan atas waktu yang Bapak luangkan.

Hormat saya,

Rina Wulandari
','id-4','[]',NULL,'<01a206d0-bb91-7455-acdd-1f85c73af8ec.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0bc3e713897555176f9299f6f','hr2@majujaya.test','rina2@example.com','letter-2','{"candidate": {"name": "Rina Wulandari", "email": "rina2@example.com"}, "recruiter": {"email": "hr2@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-23", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break"], "attachments": [], "thread": null, "account": "default", "reference": "letter-2", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Tindak lanjut wawancara - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Saya Rina Wulandari, kandidat untuk posisi Analis Data di PT Maju Jaya. Pada Senin, 9 November 2026, saya mengikuti wawancara untuk posisi tersebut dan memperoleh gambaran yang jelas mengenai tugas serta tanggung jawabnya.

Melalui surel ini, saya ingin menanyakan perkembangan proses seleksi. Apakah Bapak berkenan menyampaikan sampai di mana tahapannya saat ini? Apabila masih ada keterangan yang diperlukan, saya siap melengkapinya.

Terima kasih atas waktu dan kesempatan yang telah Bapak berikan.

Hormat saya,

Rina Wulandari
','id-1','[]',NULL,'<01a206d0-bc3e-7138-9755-5176f9299f6f.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0bc6276f6bd6b781e954b0911','hr3@majujaya.test','rina3@example.com','letter-3','{"candidate": {"name": "Rina Wulandari", "email": "rina3@example.com"}, "recruiter": {"email": "hr3@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-23", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break"], "attachments": [], "thread": null, "account": "default", "reference": "letter-3", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Menindaklanjuti wawancara - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Melalui surel ini, saya, Rina Wulandari, hendak menindaklanjuti wawancara yang saya ikuti pada 9 November 2026 untuk posisi Analis Data di PT Maju Jaya. Saya senang dapat mengenal lebih dekat pekerjaan yang ditawarkan.

Jika Bapak berkenan, saya ingin mengetahui perkembangan seleksi untuk posisi tersebut. Informasi singkat mengenai tahapan yang sedang berlangsung akan sangat membantu saya. Saya tetap berminat dan bersedia mengikuti tahapan selanjutnya.

Terima kasih atas keramahan selama wawancara dan atas waktu yang Bapak luangkan.

Hormat saya,

Rina Wulandari
','id-4','[]',NULL,'<01a206d0-bc62-76f6-bd6b-781e954b0911.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0bc9f7099b78ac5c68955e1b1','hr4@majujaya.test','rina4@example.com','letter-4','{"candidate": {"name": "Rina Wulandari", "email": "rina4@example.com"}, "recruiter": {"email": "hr4@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-23", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break"], "attachments": [], "thread": null, "account": "default", "reference": "letter-4", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Tindak lanjut proses seleksi - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Saya Rina Wulandari, peserta seleksi untuk posisi Analis Data di PT Maju Jaya. Saya masih mengingat dengan baik wawancara pada 9 November 2026 dan menghargai penjelasan yang saya peroleh saat itu.

Dengan surel ini, perkenankan saya menanyakan kelanjutan proses seleksi setelah wawancara tersebut. Kabar mengenai tahap yang akan ditempuh berikutnya tentu bermanfaat bagi saya. Apabila seleksi masih berlangsung, saya dapat memahaminya.

Terima kasih atas perhatian, waktu, dan kerja sama Bapak.

Hormat saya,

Rina Wulandari
','id-6','[]',NULL,'<01a206d0-bc9f-7099-b78a-c5c68955e1b1.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0bcc277148655d763e6f12c30','hr5@majujaya.test','rina5@example.com','letter-5','{"candidate": {"name": "Rina Wulandari", "email": "rina5@example.com"}, "recruiter": {"email": "hr5@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-23", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break", "pre_close"], "attachments": [], "thread": null, "account": "default", "reference": "letter-5", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Menindaklanjuti wawancara - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Melalui surel ini, saya, Rina Wulandari, hendak menindaklanjuti wawancara yang saya ikuti pada 9 November 2026 untuk posisi Analis Data di PT Maju Jaya. Saya senang dapat mengenal lebih dekat pekerjaan yang ditawarkan.

Jika Bapak berkenan, saya ingin mengetahui perkembangan seleksi untuk posisi tersebut. Informasi singkat mengenai tahapan yang sedang berlangsung akan sangat membantu saya. Saya tetap berminat dan bersedia mengikuti tahapan selanjutnya.

Terima kasih atas keramahan selama wawancara dan atas waktu yang Bapak luangkan.

Hormat saya,

Rina Wulandari
','id-4','[]',NULL,'<01a206d0-bcc2-7714-8655-d763e6f12c30.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0bcd9753ab0f8e757a05c22e5','hr6@majujaya.test','rina6@example.com','letter-6','{"candidate": {"name": "Rina Wulandari", "email": "rina6@example.com"}, "recruiter": {"email": "hr6@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-23", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break", "pre_close"], "attachments": [], "thread": null, "account": "default", "reference": "letter-6", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Tindak lanjut proses seleksi - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Saya Rina Wulandari, peserta seleksi untuk posisi Analis Data di PT Maju Jaya. Saya masih mengingat dengan baik wawancara pada 9 November 2026 dan menghargai penjelasan yang saya peroleh saat itu.

Dengan surel ini, perkenankan saya menanyakan kelanjutan proses seleksi setelah wawancara tersebut. Kabar mengenai tahap yang akan ditempuh berikutnya tentu bermanfaat bagi saya. Apabila seleksi masih berlangsung, saya dapat memahaminya.

Terima kasih atas perhatian, waktu, dan kerja sama Bapak.

Hormat saya,

Rina Wulandari
','id-6','[]',NULL,'<01a206d0-bcd9-753a-b0f8-e757a05c22e5.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0bd277649bb7f3d53da2d4928','hr7@majujaya.test','rina7@example.com','letter-7','{"candidate": {"name": "Rina Wulandari", "email": "rina7@example.com"}, "recruiter": {"email": "hr7@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-02"}, "promise": {"answer_by": "2026-11-19", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break"], "attachments": [], "thread": null, "account": "default", "reference": "letter-7", "expires_after_working_days": 1, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Menanyakan perkembangan seleksi - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Nama saya Rina Wulandari. Saya melamar posisi Analis Data di PT Maju Jaya dan telah menjalani wawancara pada Senin, 2 November 2026. Surel ini saya tulis sebagai tindak lanjut atas pertemuan tersebut.

Apakah ada perkembangan mengenai proses seleksi yang dapat Bapak bagikan kepada saya? Saya mengerti bahwa setiap lamaran perlu ditinjau dengan saksama. Sekiranya diperlukan keterangan lain, Bapak dapat menghubungi saya melalui surel ini.

Saya menyampaikan terima kasih atas kesempatan wawancara dan perhatian yang telah diberikan.

Hormat saya,

Rina Wulandari
','id-5','[]',NULL,'<01a206d0-bd27-7649-bb7f-3d53da2d4928.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0bd7f73bb9727474028882943','hr8@majujaya.test','rina8@example.com','letter-8','{"candidate": {"name": "Rina Wulandari", "email": "rina8@example.com"}, "recruiter": {"email": "hr8@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-30", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break", "pre_close"], "attachments": [{"filename": "cv.pdf", "size": 25, "sha256": "6b6965f857203e4769c107bbe3f1e7617988c791c625abcf4e7ff357b80dbcb7"}], "thread": null, "account": "default", "reference": "letter-8", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Tindak lanjut wawancara - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Saya Rina Wulandari, kandidat untuk posisi Analis Data di PT Maju Jaya. Pada Senin, 9 November 2026, saya mengikuti wawancara untuk posisi tersebut dan memperoleh gambaran yang jelas mengenai tugas serta tanggung jawabnya.

Melalui surel ini, saya ingin menanyakan perkembangan proses seleksi. Apakah Bapak berkenan menyampaikan sampai di mana tahapannya saat ini? Apabila masih ada keterangan yang diperlukan, saya siap melengkapinya.

Terima kasih atas waktu dan kesempatan yang telah Bapak berikan.

Hormat saya,

Rina Wulandari
','id-1','[]',NULL,'<01a206d0-bd7f-73bb-9727-474028882943.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0c00d708bb0f9c850c126901b','hr9@majujaya.test','rina9@example.com','letter-9','{"candidate": {"name": "Rina Wulandari", "email": "rina9@example.com"}, "recruiter": {"email": "hr9@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-30", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Makassar", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["12:00", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break", "pre_close"], "attachments": [], "thread": {"message_id": "<undangan@majujaya.test>", "subject": "Undangan wawancara", "references": []}, "account": "default", "reference": "letter-9", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','en','Re: Undangan wawancara','Dear Mr Andi Pratama,

I hope you are well. This is Rina Wulandari; I had an interview on Monday, 9 November 2026 for the position of Analis Data at PT Maju Jaya. The conversation strengthened my interest in the work.

May I ask whether there is any news about the selection process? A brief note about the next steps would help me a great deal. I appreciate that there may be many applications to review.

Thank you for the time and attention that you have given to my application.

Kind regards,

Rina Wulandari
','en-3','[]',NULL,'<01a206d0-c00d-708b-b0f9-c850c126901b.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0c01e711bad278c7e7316ab8d','hr10@majujaya.test','rina10@example.com','letter-10','{"candidate": {"name": "Rina Wulandari", "email": "rina10@example.com"}, "recruiter": {"email": "hr10@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-12-07", "within_weeks": 4, "counted_from": "2026-11-09", "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break", "pre_close"], "attachments": [], "thread": null, "account": "default", "reference": "letter-10", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Menanyakan perkembangan seleksi - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Nama saya Rina Wulandari. Saya melamar posisi Analis Data di PT Maju Jaya dan telah menjalani wawancara pada Senin, 9 November 2026. Surel ini saya tulis sebagai tindak lanjut atas pertemuan tersebut.

Apakah ada perkembangan mengenai proses seleksi yang dapat Bapak bagikan kepada saya? Saya mengerti bahwa setiap lamaran perlu ditinjau dengan saksama. Sekiranya diperlukan keterangan lain, Bapak dapat menghubungi saya melalui surel ini.

Saya menyampaikan terima kasih atas kesempatan wawancara dan perhatian yang telah diberikan.

Hormat saya,

Rina Wulandari
','id-5','[]',NULL,'<01a206d0-c01e-711b-ad27-8c7e7316ab8d.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0c059748caa94da2383af1afc','hr11@majujaya.test','rina11@example.com','letter-11','{"candidate": {"name": "Rina Wulandari", "email": "rina11@example.com"}, "recruiter": {"email": "hr11@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"}, "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-23", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["pre_close"], "attachments": [], "thread": null, "account": "default", "reference": "letter-11", "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','Menanyakan perkembangan seleksi - Analis Data - Rina Wulandari','Yth. Bapak Andi Pratama

Dengan hormat,

Nama saya Rina Wulandari. Saya melamar posisi Analis Data di PT Maju Jaya dan telah menjalani wawancara pada Senin, 9 November 2026. Surel ini saya tulis sebagai tindak lanjut atas pertemuan tersebut.

Apakah ada perkembangan mengenai proses seleksi yang dapat Bapak bagikan kepada saya? Saya mengerti bahwa setiap lamaran perlu ditinjau dengan saksama. Sekiranya diperlukan keterangan lain, Bapak dapat menghubungi saya melalui surel ini.

Saya menyampaikan terima kasih atas kesempatan wawancara dan perhatian yang telah diberikan.

Hormat saya,

Rina Wulandari
','id-5','[]',NULL,'<01a206d0-c059-748c-aa94-da2383af1afc.followup@karirhub.test>',NULL);
INSERT INTO "follow_up_content" VALUES('01a206d0c082721b8ead616d6a04597c','','',NULL,'{"candidate": {"name": "", "email": ""}, "recruiter": {"email": "", "name": null, "honorific": null}, "application": {"company": "", "position": "", "interviewed_on": "2026-11-09"}, "promise": {"answer_by": "2026-11-23", "counted_from": null, "assumed": false}, "office": {"timezone": "Asia/Jakarta", "working_days": ["mon", "tue", "wed", "thu", "fri"], "break": {"mon": ["12:00", "13:00"], "tue": ["12:00", "13:00"], "wed": ["12:00", "13:00"], "thu": ["12:00", "13:00"], "fri": ["11:30", "13:00"]}, "closes_at": {"mon": "17:00", "tue": "17:00", "wed": "17:00", "thu": "17:00", "fri": "17:00"}, "pre_close_minutes": 60, "observes_joint_leave": true, "closed_on": [], "ramadan": true}, "windows": ["break", "pre_close"], "attachments": [], "thread": null, "account": "default", "reference": null, "expires_after_working_days": 5, "allow_duplicate": false, "accept": [], "greeting_hours": null}','id','','','id-3','[]',NULL,'<01a206d0-c082-721b-8ead-616d6a04597c.followup@karirhub.test>','534ba2a0a1e055935d9181425a8b12957d00ea3180b0a9ec5e4bcaefdfb3b5e7');
CREATE TABLE follow_up_plan (
	follow_up_id CHAR(32) NOT NULL,
	"plan" JSON NOT NULL,
	CONSTRAINT pk_follow_up_plan PRIMARY KEY (follow_up_id),
	CONSTRAINT fk_follow_up_plan_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id) ON DELETE CASCADE
);
INSERT INTO "follow_up_plan" VALUES('01a206d0bb917455acdd1f85c73af8ec','{"not_before_on": "2026-11-24", "earliest": "2026-11-24T05:00:00Z", "send_at": "2026-11-24T05:21:56Z", "send_at_local": "2026-11-24T12:21:56+07:00", "window": {"kind": "break", "opens_at": "2026-11-24T05:00:00Z", "closes_at": "2026-11-24T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-11-23", "reason": "before_promise_lapsed"}], "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.21 WIB, pada jam istirahat.", "answer_by": "2026-11-23", "first_on": "2026-11-24"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0bc3e713897555176f9299f6f','{"not_before_on": "2026-11-24", "earliest": "2026-11-24T05:00:00Z", "send_at": "2026-11-24T05:05:35Z", "send_at_local": "2026-11-24T12:05:35+07:00", "window": {"kind": "break", "opens_at": "2026-11-24T05:00:00Z", "closes_at": "2026-11-24T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-11-23", "reason": "before_promise_lapsed"}], "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.05 WIB, pada jam istirahat.", "answer_by": "2026-11-23", "first_on": "2026-11-24"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0bc6276f6bd6b781e954b0911','{"not_before_on": "2026-11-24", "earliest": "2026-11-24T05:00:00Z", "send_at": "2026-11-24T05:47:39Z", "send_at_local": "2026-11-24T12:47:39+07:00", "window": {"kind": "break", "opens_at": "2026-11-24T05:00:00Z", "closes_at": "2026-11-24T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-11-23", "reason": "before_promise_lapsed"}], "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.47 WIB, pada jam istirahat.", "answer_by": "2026-11-23", "first_on": "2026-11-24"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0bc9f7099b78ac5c68955e1b1','{"not_before_on": "2026-11-24", "earliest": "2026-11-25T05:00:00Z", "send_at": "2026-11-25T05:47:38Z", "send_at_local": "2026-11-25T12:47:38+07:00", "window": {"kind": "break", "opens_at": "2026-11-25T05:00:00Z", "closes_at": "2026-11-25T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "missed_window", "skipped": [{"date": "2026-11-24", "reason": "windows_over"}], "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; karena jam kirim sebelumnya terlewat, surat ini dijadwalkan pada Rabu, 25 November 2026 pukul 12.47 WIB, pada jam istirahat, setelah melewati 24 November yang jam kirimnya sudah lewat.", "answer_by": "2026-11-23", "first_on": "2026-11-24"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0bcc277148655d763e6f12c30','{"not_before_on": "2026-11-24", "earliest": "2026-11-24T05:00:00Z", "send_at": "2026-11-24T05:15:12Z", "send_at_local": "2026-11-24T12:15:12+07:00", "window": {"kind": "break", "opens_at": "2026-11-24T05:00:00Z", "closes_at": "2026-11-24T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-11-23", "reason": "before_promise_lapsed"}], "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.15 WIB, pada jam istirahat.", "answer_by": "2026-11-23", "first_on": "2026-11-24"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0bcd9753ab0f8e757a05c22e5','{"not_before_on": "2026-11-24", "earliest": "2026-11-24T05:00:00Z", "send_at": "2026-11-24T05:49:17Z", "send_at_local": "2026-11-24T12:49:17+07:00", "window": {"kind": "break", "opens_at": "2026-11-24T05:00:00Z", "closes_at": "2026-11-24T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-11-23", "reason": "before_promise_lapsed"}], "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.49 WIB, pada jam istirahat.", "answer_by": "2026-11-23", "first_on": "2026-11-24"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0bd277649bb7f3d53da2d4928','{"not_before_on": "2026-11-20", "earliest": "2026-11-23T05:00:00Z", "send_at": "2026-11-23T05:47:14Z", "send_at_local": "2026-11-23T12:47:14+07:00", "window": {"kind": "break", "opens_at": "2026-11-23T05:00:00Z", "closes_at": "2026-11-23T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [], "why": "Jawaban dijanjikan paling lambat Kamis, 19 November 2026; surat ini dijadwalkan pada Senin, 23 November 2026 pukul 12.47 WIB, pada jam istirahat.", "answer_by": "2026-11-19", "first_on": "2026-11-23"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0bd7f73bb9727474028882943','{"not_before_on": "2026-12-01", "earliest": "2026-12-01T05:00:00Z", "send_at": "2026-12-01T05:36:30Z", "send_at_local": "2026-12-01T12:36:30+07:00", "window": {"kind": "break", "opens_at": "2026-12-01T05:00:00Z", "closes_at": "2026-12-01T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-11-30", "reason": "before_promise_lapsed"}], "why": "Jawaban dijanjikan paling lambat Senin, 30 November 2026; surat ini dijadwalkan pada Selasa, 1 Desember 2026 pukul 12.36 WIB, pada jam istirahat.", "answer_by": "2026-11-30", "first_on": "2026-12-01"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0c00d708bb0f9c850c126901b','{"not_before_on": "2026-12-01", "earliest": "2026-12-01T04:00:00Z", "send_at": "2026-12-01T04:48:30Z", "send_at_local": "2026-12-01T12:48:30+08:00", "window": {"kind": "break", "opens_at": "2026-12-01T04:00:00Z", "closes_at": "2026-12-01T05:00:00Z"}, "timezone": "Asia/Makassar", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-11-30", "reason": "before_promise_lapsed"}], "why": "An answer was promised by Monday, 30 November 2026; this letter is planned for Tuesday, 1 December 2026 at 12:48 WITA, during the lunch break.", "answer_by": "2026-11-30", "first_on": "2026-12-01"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0c01e711bad278c7e7316ab8d','{"not_before_on": "2026-12-08", "earliest": "2026-12-08T05:00:00Z", "send_at": "2026-12-08T05:44:25Z", "send_at_local": "2026-12-08T12:44:25+07:00", "window": {"kind": "break", "opens_at": "2026-12-08T05:00:00Z", "closes_at": "2026-12-08T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-12-07", "reason": "before_promise_lapsed"}], "why": "Jawaban dijanjikan paling lambat Senin, 7 Desember 2026; surat ini dijadwalkan pada Selasa, 8 Desember 2026 pukul 12.44 WIB, pada jam istirahat.", "answer_by": "2026-12-07", "first_on": "2026-12-08"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0c059748caa94da2383af1afc','{"not_before_on": "2026-11-24", "earliest": "2026-11-24T09:00:00Z", "send_at": "2026-11-24T09:57:04Z", "send_at_local": "2026-11-24T16:57:04+07:00", "window": {"kind": "pre_close", "opens_at": "2026-11-24T09:00:00Z", "closes_at": "2026-11-24T10:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-11-23", "reason": "before_promise_lapsed"}], "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 16.57 WIB, dalam 60 menit terakhir sebelum kantor tutup.", "answer_by": "2026-11-23", "first_on": "2026-11-24"}');
INSERT INTO "follow_up_plan" VALUES('01a206d0c082721b8ead616d6a04597c','{"not_before_on": "2026-11-24", "earliest": "2026-11-24T05:00:00Z", "send_at": "2026-11-24T05:43:29Z", "send_at_local": "2026-11-24T12:43:29+07:00", "window": {"kind": "break", "opens_at": "2026-11-24T05:00:00Z", "closes_at": "2026-11-24T06:00:00Z"}, "timezone": "Asia/Jakarta", "provisional": false, "reason": "promise", "skipped": [{"date": "2026-11-23", "reason": "before_promise_lapsed"}], "why": "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 pukul 12.43 WIB, pada jam istirahat.", "answer_by": "2026-11-23", "first_on": "2026-11-24"}');
CREATE TABLE idempotency_key (
	owner VARCHAR NOT NULL,
	route VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	body_hash VARCHAR NOT NULL,
	status INTEGER NOT NULL,
	answer JSON NOT NULL,
	follow_up_id CHAR(32),
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_idempotency_key PRIMARY KEY (owner, route, "key"),
	CONSTRAINT fk_idempotency_key_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id) ON DELETE CASCADE
);
INSERT INTO "idempotency_key" VALUES('karirhub','POST /v1/follow-ups','k-1','the same',201,'{"id": "01a206d0-bb91-7455-acdd-1f85c73af8ec"}','01a206d0bb917455acdd1f85c73af8ec','2026-11-23 02:00:00.000000');
CREATE TABLE message (
	follow_up_id CHAR(32) NOT NULL,
	content BLOB NOT NULL,
	reached_data BOOLEAN NOT NULL,
	CONSTRAINT pk_message PRIMARY KEY (follow_up_id),
	CONSTRAINT fk_message_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id) ON DELETE CASCADE
);
INSERT INTO "message" VALUES('01a206d0bc3e713897555176f9299f6f',X'46726F6D3A2052696E612057756C616E64617269203C706F7274616C406B617269726875622E746573743E0D0A546F3A20416E64692050726174616D61203C687232406D616A756A6179612E746573743E0D0A5265706C792D546F3A2052696E612057756C616E64617269203C72696E6132406578616D706C652E636F6D3E0D0A5375626A6563743A2054696E64616B206C616E6A757420776177616E63617261202D20416E616C69732044617461202D2052696E612057756C616E646172690D0A446174653A205475652C203234204E6F7620323032362031323A34373A3339202B303730300D0A4D6573736167652D49443A203C30316132303664302D626333652D373133382D393735352D3531373666393239396636662E666F6C6C6F777570406B617269726875622E746573743E0D0A582D466F6C6C6F7775702D49443A2030316132303664302D626333652D373133382D393735352D3531373666393239396636660D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A5974682E20426170616B20416E64692050726174616D610D0A0D0A44656E67616E20686F726D61742C0D0A0D0A536179612052696E612057756C616E646172692C206B616E646964617420756E74756B20706F7369736920416E616C69732044617461206469205054204D616A75204A6179612E205061643D0D0A612053656E696E2C2039204E6F76656D62657220323032362C2073617961206D656E67696B75746920776177616E6361726120756E74756B20706F736973692074657273656275742064613D0D0A6E206D656D7065726F6C65682067616D626172616E2079616E67206A656C6173206D656E67656E61692074756761732073657274612074616E6767756E67206A617761626E79612E0D0A0D0A4D656C616C756920737572656C20696E692C207361796120696E67696E206D656E616E79616B616E207065726B656D62616E67616E2070726F7365732073656C656B73692E204170616B613D0D0A6820426170616B206265726B656E616E206D656E79616D7061696B616E2073616D706169206469206D616E61207461686170616E6E7961207361617420696E693F2041706162696C61206D3D0D0A6173696820616461206B65746572616E67616E2079616E672064697065726C756B616E2C20736179612073696170206D656C656E676B6170696E79612E0D0A0D0A546572696D61206B6173696820617461732077616B74752064616E206B6573656D706174616E2079616E672074656C616820426170616B20626572696B616E2E0D0A0D0A486F726D617420736179612C0D0A0D0A52696E612057756C616E646172690D0A',0);
INSERT INTO "message" VALUES('01a206d0bc9f7099b78ac5c68955e1b1',X'46726F6D3A2052696E612057756C616E64617269203C706F7274616C406B617269726875622E746573743E0D0A546F3A20416E64692050726174616D61203C687234406D616A756A6179612E746573743E0D0A5265706C792D546F3A2052696E612057756C616E64617269203C72696E6134406578616D706C652E636F6D3E0D0A5375626A6563743A2054696E64616B206C616E6A75742070726F7365732073656C656B7369202D20416E616C69732044617461202D2052696E612057756C616E646172690D0A446174653A205475652C203234204E6F7620323032362031323A34373A3339202B303730300D0A4D6573736167652D49443A203C30316132303664302D626339662D373039392D623738612D6335633638393535653162312E666F6C6C6F777570406B617269726875622E746573743E0D0A582D466F6C6C6F7775702D49443A2030316132303664302D626339662D373039392D623738612D6335633638393535653162310D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A5974682E20426170616B20416E64692050726174616D610D0A0D0A44656E67616E20686F726D61742C0D0A0D0A536179612052696E612057756C616E646172692C20706573657274612073656C656B736920756E74756B20706F7369736920416E616C69732044617461206469205054204D616A75204A613D0D0A79612E2053617961206D61736968206D656E67696E6761742064656E67616E206261696B20776177616E6361726120706164612039204E6F76656D62657220323032362064616E206D656E3D0D0A676861726761692070656E6A656C6173616E2079616E672073617961207065726F6C65682073616174206974752E0D0A0D0A44656E67616E20737572656C20696E692C207065726B656E616E6B616E2073617961206D656E616E79616B616E206B656C616E6A7574616E2070726F7365732073656C656B7369207365743D0D0A656C616820776177616E636172612074657273656275742E204B61626172206D656E67656E61692074616861702079616E6720616B616E20646974656D70756820626572696B75746E79613D0D0A2074656E7475206265726D616E66616174206261676920736179612E2041706162696C612073656C656B7369206D61736968206265726C616E6773756E672C2073617961206461706174203D0D0A6D656D6168616D696E79612E0D0A0D0A546572696D61206B6173696820617461732070657268617469616E2C2077616B74752C2064616E206B65726A612073616D6120426170616B2E0D0A0D0A486F726D617420736179612C0D0A0D0A52696E612057756C616E646172690D0A',0);
INSERT INTO "message" VALUES('01a206d0bb917455acdd1f85c73af8ec',X'46726F6D3A2052696E612057756C616E64617269203C706F7274616C406B617269726875622E746573743E0D0A546F3A20416E64692050726174616D61203C687231406D616A756A6179612E746573743E0D0A5265706C792D546F3A2052696E612057756C616E64617269203C72696E6131406578616D706C652E636F6D3E0D0A5375626A6563743A204D656E696E64616B6C616E6A75746920776177616E63617261202D20416E616C69732044617461202D2052696E612057756C616E646172690D0A446174653A205475652C203234204E6F7620323032362031323A34373A3339202B303730300D0A4D6573736167652D49443A203C30316132303664302D626239312D373435352D616364642D3166383563373361663865632E666F6C6C6F777570406B617269726875622E746573743E0D0A582D466F6C6C6F7775702D49443A2030316132303664302D626239312D373435352D616364642D3166383563373361663865630D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A5974682E20426170616B20416E64692050726174616D610D0A0D0A44656E67616E20686F726D61742C0D0A0D0A4D656C616C756920737572656C20696E692C20736179612C2052696E612057756C616E646172692C2068656E64616B206D656E696E64616B6C616E6A75746920776177616E6361726120793D0D0A616E67207361796120696B75746920706164612039204E6F76656D626572203230323620756E74756B20706F7369736920416E616C69732044617461206469205054204D616A75204A61793D0D0A612E20536179612073656E616E67206461706174206D656E67656E616C206C656269682064656B61742070656B65726A61616E2079616E6720646974617761726B616E2E0D0A0D0A4A696B6120426170616B206265726B656E616E2C207361796120696E67696E206D656E67657461687569207065726B656D62616E67616E2073656C656B736920756E74756B20706F7369733D0D0A692074657273656275742E20496E666F726D6173692073696E676B6174206D656E67656E6169207461686170616E2079616E6720736564616E67206265726C616E6773756E6720616B616E3D0D0A2073616E676174206D656D62616E747520736179612E2053617961207465746170206265726D696E61742064616E206265727365646961206D656E67696B757469207461686170616E20733D0D0A656C616E6A75746E79612E0D0A0D0A546572696D61206B617369682061746173206B6572616D6168616E2073656C616D6120776177616E636172612064616E20617461732077616B74752079616E6720426170616B206C75616E3D0D0A676B616E2E0D0A0D0A486F726D617420736179612C0D0A0D0A52696E612057756C616E646172690D0A',1);
INSERT INTO "message" VALUES('01a206d0bc6276f6bd6b781e954b0911',X'46726F6D3A2052696E612057756C616E64617269203C706F7274616C406B617269726875622E746573743E0D0A546F3A20416E64692050726174616D61203C687233406D616A756A6179612E746573743E0D0A5265706C792D546F3A2052696E612057756C616E64617269203C72696E6133406578616D706C652E636F6D3E0D0A5375626A6563743A204D656E696E64616B6C616E6A75746920776177616E63617261202D20416E616C69732044617461202D2052696E612057756C616E646172690D0A446174653A205475652C203234204E6F7620323032362031323A34373A3339202B303730300D0A4D6573736167652D49443A203C30316132303664302D626336322D373666362D626436622D3738316539353462303931312E666F6C6C6F777570406B617269726875622E746573743E0D0A582D466F6C6C6F7775702D49443A2030316132303664302D626336322D373666362D626436622D3738316539353462303931310D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A5974682E20426170616B20416E64692050726174616D610D0A0D0A44656E67616E20686F726D61742C0D0A0D0A4D656C616C756920737572656C20696E692C20736179612C2052696E612057756C616E646172692C2068656E64616B206D656E696E64616B6C616E6A75746920776177616E6361726120793D0D0A616E67207361796120696B75746920706164612039204E6F76656D626572203230323620756E74756B20706F7369736920416E616C69732044617461206469205054204D616A75204A61793D0D0A612E20536179612073656E616E67206461706174206D656E67656E616C206C656269682064656B61742070656B65726A61616E2079616E6720646974617761726B616E2E0D0A0D0A4A696B6120426170616B206265726B656E616E2C207361796120696E67696E206D656E67657461687569207065726B656D62616E67616E2073656C656B736920756E74756B20706F7369733D0D0A692074657273656275742E20496E666F726D6173692073696E676B6174206D656E67656E6169207461686170616E2079616E6720736564616E67206265726C616E6773756E6720616B616E3D0D0A2073616E676174206D656D62616E747520736179612E2053617961207465746170206265726D696E61742064616E206265727365646961206D656E67696B757469207461686170616E20733D0D0A656C616E6A75746E79612E0D0A0D0A546572696D61206B617369682061746173206B6572616D6168616E2073656C616D6120776177616E636172612064616E20617461732077616B74752079616E6720426170616B206C75616E3D0D0A676B616E2E0D0A0D0A486F726D617420736179612C0D0A0D0A52696E612057756C616E646172690D0A',1);
CREATE TABLE rule_set (
	id INTEGER NOT NULL,
	version VARCHAR NOT NULL,
	CONSTRAINT pk_rule_set PRIMARY KEY (id),
	CONSTRAINT ck_rule_set_one_row CHECK (id = 1)
);
INSERT INTO "rule_set" VALUES(1,'');
CREATE TABLE suppression (
	owner VARCHAR NOT NULL,
	email VARCHAR NOT NULL,
	created_at DATETIME NOT NULL,
	CONSTRAINT pk_suppression PRIMARY KEY (owner, email)
);
INSERT INTO "suppression" VALUES('karirhub','jangan@majujaya.test','2026-11-23 02:00:00.000000');
CREATE TABLE test_clock (
	id INTEGER NOT NULL,
	start DATETIME NOT NULL,
	real DATETIME NOT NULL,
	speed FLOAT NOT NULL,
	advanced_seconds FLOAT NOT NULL,
	CONSTRAINT pk_test_clock PRIMARY KEY (id),
	CONSTRAINT ck_test_clock_one_row CHECK (id = 1)
);
CREATE TABLE webhook (
	id VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	url TEXT NOT NULL,
	events JSON NOT NULL,
	sealed_secret TEXT NOT NULL,
	disabled_reason VARCHAR,
	failing_since DATETIME,
	created_at DATETIME NOT NULL,
	updated_at DATETIME NOT NULL,
	CONSTRAINT pk_webhook PRIMARY KEY (id),
	CONSTRAINT uq_webhook_owner_name UNIQUE (owner, name)
);
INSERT INTO "webhook" VALUES('wh_1','karirhub','ats','https://ats.majujaya.test/hook','["*"]','928c387c:gAAAAABrA8rv0qiVuhbhfudq5dbl3X3U6d8zbM2oI276QKrFVipwhmQZIlea9n6DOVAYpwTTERNcWvHMtNR9lxZS41UVvHqxLQ==',NULL,NULL,'2026-11-23 02:00:00.000000','2026-11-23 02:00:00.000000');
CREATE TABLE webhook_delivery (
	id CHAR(32) NOT NULL,
	webhook_id VARCHAR NOT NULL,
	follow_up_id CHAR(32) NOT NULL,
	type VARCHAR NOT NULL,
	payload JSON NOT NULL,
	state VARCHAR NOT NULL,
	due_at DATETIME NOT NULL,
	token CHAR(32),
	lease_until DATETIME,
	tries INTEGER NOT NULL,
	last_status INTEGER,
	last_error VARCHAR,
	created_at DATETIME NOT NULL,
	ended_at DATETIME,
	CONSTRAINT pk_webhook_delivery PRIMARY KEY (id),
	CONSTRAINT ck_webhook_delivery_lease CHECK ((state = 'claimed') = (lease_until IS NOT NULL AND token IS NOT NULL)),
	CONSTRAINT ck_webhook_delivery_state CHECK (state IN ('waiting', 'claimed', 'delivered', 'given_up')),
	CONSTRAINT ck_webhook_delivery_tries CHECK (tries >= 0),
	CONSTRAINT fk_webhook_delivery_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id) ON DELETE CASCADE,
	CONSTRAINT fk_webhook_delivery_webhook_id FOREIGN KEY(webhook_id) REFERENCES webhook (id) ON DELETE CASCADE
);
INSERT INTO "webhook_delivery" VALUES('01a206d0bb9f719ea1baef1a4728fc7d','wh_1','01a206d0bb917455acdd1f85c73af8ec','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bb91-7455-acdd-1f85c73af8ec", "status": "scheduled", "reference": "letter-1", "send_at": "2026-11-24T05:21:56Z", "reason": "promise"}}','waiting','2026-11-23 05:11:12.543000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:12.543000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0bc4175639cfcf25533834bf9','wh_1','01a206d0bc3e713897555176f9299f6f','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bc3e-7138-9755-5176f9299f6f", "status": "scheduled", "reference": "letter-2", "send_at": "2026-11-24T05:05:35Z", "reason": "promise"}}','waiting','2026-11-23 05:11:12.705000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:12.705000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0bc7073b99476113b4fc4284a','wh_1','01a206d0bc6276f6bd6b781e954b0911','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bc62-76f6-bd6b-781e954b0911", "status": "scheduled", "reference": "letter-3", "send_at": "2026-11-24T05:47:39Z", "reason": "promise"}}','waiting','2026-11-23 05:11:12.752000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:12.752000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0bca370be91b013a150062e64','wh_1','01a206d0bc9f7099b78ac5c68955e1b1','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bc9f-7099-b78a-c5c68955e1b1", "status": "scheduled", "reference": "letter-4", "send_at": "2026-11-24T05:47:38Z", "reason": "promise"}}','waiting','2026-11-23 05:11:12.803000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:12.803000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0bcca7244bcc290731af301cb','wh_1','01a206d0bcc277148655d763e6f12c30','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bcc2-7714-8655-d763e6f12c30", "status": "scheduled", "reference": "letter-5", "send_at": "2026-11-24T05:15:12Z", "reason": "promise"}}','waiting','2026-11-23 05:11:12.842000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:12.842000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0bce17459ba9a7d70e9ffa7ef','wh_1','01a206d0bcd9753ab0f8e757a05c22e5','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bcd9-753a-b0f8-e757a05c22e5", "status": "scheduled", "reference": "letter-6", "send_at": "2026-11-24T05:49:17Z", "reason": "promise"}}','waiting','2026-11-23 05:11:12.865000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:12.865000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0bd3175f58add4d84ba9fb0a7','wh_1','01a206d0bd277649bb7f3d53da2d4928','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bd27-7649-bb7f-3d53da2d4928", "status": "scheduled", "reference": "letter-7", "send_at": "2026-11-23T05:47:14Z", "reason": "promise"}}','waiting','2026-11-23 05:11:12.945000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:12.945000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0bd4e7712ba758b70739fd991','wh_1','01a206d0bcc277148655d763e6f12c30','follow_up.cancelled','{"type": "follow_up.cancelled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bcc2-7714-8655-d763e6f12c30", "status": "cancelled", "reference": "letter-5", "send_at": "2026-11-24T05:15:12Z", "reason": null, "by": "owner", "was": "scheduled"}}','waiting','2026-11-23 05:11:12.974000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:12.974000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0bd5d767d99634f0f6032cb94','wh_1','01a206d0bcd9753ab0f8e757a05c22e5','follow_up.answered','{"type": "follow_up.answered", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bcd9-753a-b0f8-e757a05c22e5", "status": "answered", "reference": "letter-6", "send_at": "2026-11-24T05:49:17Z", "reason": null, "by": "owner", "was": "scheduled"}}','waiting','2026-11-23 05:11:12.989000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:12.989000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0bd8571528922e3f4bcfd223c','wh_1','01a206d0bd7f73bb9727474028882943','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-bd7f-73bb-9727-474028882943", "status": "scheduled", "reference": "letter-8", "send_at": "2026-12-01T05:36:30Z", "reason": "promise"}}','waiting','2026-11-23 05:11:13.029000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.029000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c01076fe8745532a9e915c88','wh_1','01a206d0c00d708bb0f9c850c126901b','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-c00d-708b-b0f9-c850c126901b", "status": "scheduled", "reference": "letter-9", "send_at": "2026-12-01T04:48:30Z", "reason": "promise"}}','waiting','2026-11-23 05:11:13.680000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.680000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c0207035904694521177b0f0','wh_1','01a206d0c01e711bad278c7e7316ab8d','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-c01e-711b-ad27-8c7e7316ab8d", "status": "scheduled", "reference": "letter-10", "send_at": "2026-12-08T05:44:25Z", "reason": "promise"}}','waiting','2026-11-23 05:11:13.696000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.696000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c05c763dae42ad945f7f954a','wh_1','01a206d0c059748caa94da2383af1afc','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-c059-748c-aa94-da2383af1afc", "status": "scheduled", "reference": "letter-11", "send_at": "2026-11-24T09:57:04Z", "reason": "promise"}}','waiting','2026-11-23 05:11:13.756000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.756000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c088777282b8874195c444bb','wh_1','01a206d0c082721b8ead616d6a04597c','follow_up.scheduled','{"type": "follow_up.scheduled", "timestamp": "2026-11-23T02:00:00Z", "data": {"id": "01a206d0-c082-721b-8ead-616d6a04597c", "status": "scheduled", "reference": "letter-12", "send_at": "2026-11-24T05:43:29Z", "reason": "promise"}}','waiting','2026-11-23 05:11:13.800000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.800000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c0e0756da78d44615f8a345b','wh_1','01a206d0bd277649bb7f3d53da2d4928','follow_up.expired','{"type": "follow_up.expired", "timestamp": "2026-11-24T05:47:39Z", "data": {"id": "01a206d0-bd27-7649-bb7f-3d53da2d4928", "status": "expired", "reference": "letter-7", "send_at": "2026-11-23T05:47:14Z", "reason": "its last window has closed"}}','waiting','2026-11-23 05:11:13.888000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.888000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c0e7731fb6dd621c98c84a60','wh_1','01a206d0bc3e713897555176f9299f6f','follow_up.failed','{"type": "follow_up.failed", "timestamp": "2026-11-24T05:47:39Z", "data": {"id": "01a206d0-bc3e-7138-9755-5176f9299f6f", "status": "failed", "reference": "letter-2", "send_at": "2026-11-24T05:05:35Z", "reason": null, "attempt": 1, "stage": "rcpt"}}','waiting','2026-11-23 05:11:13.895000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.895000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c0f4745aa0042da8e3693ff7','wh_1','01a206d0bc9f7099b78ac5c68955e1b1','follow_up.retrying','{"type": "follow_up.retrying", "timestamp": "2026-11-24T05:47:39Z", "data": {"id": "01a206d0-bc9f-7099-b78a-c5c68955e1b1", "status": "scheduled", "reference": "letter-4", "send_at": "2026-11-24T05:51:55.288203Z", "reason": "retry", "attempt": 1, "stage": "rcpt", "old_send_at": "2026-11-24T05:47:38Z"}}','waiting','2026-11-23 05:11:13.908000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.908000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c1017558bd6ed97f12dc7c46','wh_1','01a206d0c082721b8ead616d6a04597c','follow_up.sent','{"type": "follow_up.sent", "timestamp": "2026-11-24T05:47:39Z", "data": {"id": "01a206d0-c082-721b-8ead-616d6a04597c", "status": "sent", "reference": "letter-12", "send_at": "2026-11-24T05:43:29Z", "reason": null, "attempt": 1, "stage": "dot"}}','waiting','2026-11-23 05:11:13.921000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.921000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c10772deba8e9896743b66ed','wh_1','01a206d0bb917455acdd1f85c73af8ec','follow_up.sent','{"type": "follow_up.sent", "timestamp": "2026-11-24T05:47:39Z", "data": {"id": "01a206d0-bb91-7455-acdd-1f85c73af8ec", "status": "sent", "reference": "letter-1", "send_at": "2026-11-24T05:21:56Z", "reason": null, "attempt": 1, "stage": "dot"}}','waiting','2026-11-23 05:11:13.927000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.927000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c1187091ac0b446f0e799ee1','wh_1','01a206d0bc6276f6bd6b781e954b0911','follow_up.in_doubt','{"type": "follow_up.in_doubt", "timestamp": "2026-11-24T05:47:39Z", "data": {"id": "01a206d0-bc62-76f6-bd6b-781e954b0911", "status": "in_doubt", "reference": "letter-3", "send_at": "2026-11-24T05:47:39Z", "reason": null, "attempt": 1, "stage": "dot"}}','waiting','2026-11-23 05:11:13.944000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.944000',NULL);
INSERT INTO "webhook_delivery" VALUES('01a206d0c1227460af46d4fb2c325570','wh_1','01a206d0bc9f7099b78ac5c68955e1b1','follow_up.replanned','{"type": "follow_up.replanned", "timestamp": "2026-11-24T08:57:04Z", "data": {"id": "01a206d0-bc9f-7099-b78a-c5c68955e1b1", "status": "scheduled", "reference": "letter-4", "send_at": "2026-11-25T05:47:38Z", "reason": "missed_window", "old_send_at": "2026-11-24T05:51:55.288203Z"}}','waiting','2026-11-23 05:11:13.954000',NULL,NULL,0,NULL,NULL,'2026-11-23 05:11:13.954000',NULL);
CREATE INDEX ix_follow_up_due ON follow_up (send_at) WHERE status = 'scheduled';
CREATE INDEX ix_follow_up_duplicate ON follow_up (duplicate_hash) WHERE status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt');
CREATE INDEX ix_follow_up_expiring ON follow_up (expires_at) WHERE status = 'scheduled';
CREATE INDEX ix_follow_up_leased ON follow_up (lease_until) WHERE status IN ('claimed', 'transmitting');
CREATE INDEX ix_follow_up_mailbox ON follow_up (recruiter_hash, send_at) WHERE status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt', 'sent');
CREATE INDEX ix_follow_up_outdated ON follow_up (calendar_revision) WHERE status = 'scheduled';
CREATE INDEX ix_follow_up_owner ON follow_up (owner, id);
CREATE INDEX ix_follow_up_places ON follow_up (account, send_at) WHERE status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt', 'sent');
CREATE INDEX ix_follow_up_started ON follow_up (account, attempt_started_at) WHERE attempt_started_at IS NOT NULL;
CREATE INDEX ix_event_follow_up_id ON event (follow_up_id, id);
CREATE INDEX ix_follow_up_content_candidate ON follow_up_content (candidate_email);
CREATE INDEX ix_follow_up_content_recruiter ON follow_up_content (recruiter_email);
CREATE INDEX ix_follow_up_content_reference ON follow_up_content (reference);
CREATE INDEX ix_follow_up_rules ON follow_up (rules_version, send_at) WHERE status = 'scheduled';
CREATE INDEX ix_webhook_delivery_due ON webhook_delivery (due_at) WHERE state IN ('waiting', 'claimed');
CREATE INDEX ix_webhook_delivery_waiting ON webhook_delivery (webhook_id, due_at) WHERE state IN ('waiting', 'claimed');
CREATE INDEX ix_webhook_delivery_follow_up_id ON webhook_delivery (follow_up_id);
CREATE INDEX ix_webhook_delivery_webhook_id ON webhook_delivery (webhook_id, id);
CREATE INDEX ix_follow_up_due_account ON follow_up (account, send_at) WHERE status = 'scheduled';
CREATE INDEX ix_follow_up_accepted ON follow_up (owner, created_at);
CREATE INDEX ix_idempotency_key_follow_up_id ON idempotency_key (follow_up_id);
CREATE INDEX ix_idempotency_key_created_at ON idempotency_key (created_at);
CREATE INDEX ix_follow_up_domain ON follow_up (domain_hash, send_at) WHERE status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt', 'sent');
CREATE INDEX ix_follow_up_to_wipe ON follow_up (updated_at) WHERE wiped_at IS NULL AND status IN ('sent', 'failed', 'expired', 'cancelled', 'answered');
CREATE INDEX ix_follow_up_to_erase ON follow_up (erase_requested_at) WHERE wiped_at IS NULL AND erase_requested_at IS NOT NULL;
CREATE INDEX ix_follow_up_in_doubt ON follow_up (updated_at) WHERE status = 'in_doubt';
COMMIT;
