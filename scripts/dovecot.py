"""The configuration of a throw-away Dovecot: one mailbox on a loopback port, everything in one folder."""

from pathlib import Path

PROGRAM = "/usr/sbin/dovecot"
USER, PASSWORD = "gop-y", "thu-nghiem"

_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
info_log_path = {folder}/dovecot.log
mail_location = maildir:{folder}/mail
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_max_userip_connections = 50
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password} user={mail_user}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


def write(folder: Path, *, port: int, user: str, group: str, uid: int, gid: int) -> Path:
    """Write the configuration into the folder and return its path."""
    for name in ("run", "state", "mail", "home"):
        (folder / name).mkdir()
    path = folder / "dovecot.conf"
    path.write_text(
        _CONFIG.format(
            folder=folder,
            port=port,
            user=user,
            group=group,
            uid=uid,
            gid=gid,
            mail_user=USER,
            password=PASSWORD,
        )
    )
    return path
