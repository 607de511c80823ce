"""The server's certificate (HTTPS 证书), looked at before anything is started."""

import ssl
from typing import TypedDict

from console.settings import Settings


class HttpsUnusable(Exception):
    """Certificate or key cannot serve as they are; says in Chinese and in English what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


class Encryption(TypedDict, total=False):
    """What the web server is told of them; nothing without https."""

    ssl_certfile: str
    ssl_keyfile: str


def encryption(settings: Settings) -> Encryption:
    """The files to serve by, tried together once."""
    certificate, key = settings.https_certificate, settings.https_key
    if certificate is None and key is None:
        return {}
    if certificate is None or key is None:
        raise HttpsUnusable(
            "LIANDONG_HTTPS_CERTIFICATE 与 LIANDONG_HTTPS_KEY 要一起设置，见 docs/https.md",
            "set LIANDONG_HTTPS_CERTIFICATE and LIANDONG_HTTPS_KEY together, see docs/https.md",
        )
    for variable, file in (("CERTIFICATE", certificate), ("KEY", key)):
        if not file.is_file():
            raise HttpsUnusable(
                f"LIANDONG_HTTPS_{variable} = {file}：没有这个文件",
                f"LIANDONG_HTTPS_{variable} = {file}: there is no such file",
            )
    try:
        # An empty password, so that an encrypted key is refused instead of asked for.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            certificate, key, password=""
        )
    except (ssl.SSLError, OSError, ValueError) as error:
        raise HttpsUnusable(
            f"证书 {certificate} 与私钥 {key} 不能一起使用：{error}。"
            "两个文件都要是 PEM，私钥不加密且属于这张证书；做法见 docs/https.md",
            f"certificate {certificate} and key {key} do not work together: {error}. Both have to "
            "be PEM, the key not encrypted and this certificate's own; see docs/https.md",
        ) from None
    return {"ssl_certfile": str(certificate), "ssl_keyfile": str(key)}


def address(settings: Settings) -> str:
    """Where a browser on this machine finds the server."""
    scheme = "http" if settings.https_certificate is None else "https"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{scheme}://{host}:{settings.port}"
