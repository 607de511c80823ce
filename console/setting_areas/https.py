"""Whether browsers reach the server encrypted; a part of ``console.settings``."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings


class HttpsSettings(BaseSettings):
    """Certificate and key of the server (docs/https.md).

    A browser keeps what a console or a phone needs without its server (SYS-01) only for pages that
    came by https, or from this very machine.
    """

    https_certificate: Path | None = Field(
        None,
        title="服务器证书（PEM，含中间证书）；设置后只用 https，见 docs/https.md",
        description="Certificate of the server (PEM, with what it was signed by in between); set, "
        "the server speaks https only, see docs/https.md",
    )
    https_key: Path | None = Field(
        None,
        title="证书的私钥（PEM，不加密）",
        description="The certificate's private key (PEM, not encrypted)",
    )
