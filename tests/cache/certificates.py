"""A certificate authority of the tests, and a server's certificate by it."""

import datetime as dt
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = dt.timedelta(days=1)


def write_certificates(folder: Path, host: str = "127.0.0.1", lifetime: dt.timedelta = DAY) -> None:
    """Put ``ca.pem``, and ``server.pem`` and ``server.key`` for the address *host*, into *folder*."""
    ca_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, server_name = _name("propctl tests"), _name("redis")
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
    ca = _begun(ca_name, ca_name, ca_key, ca_key).add_extension(_usage(signs_others=True), critical=True)
    ca = ca.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    server = _begun(server_name, ca_name, server_key, ca_key, lifetime).add_extension(address, critical=False)
    (folder / "ca.pem").write_bytes(ca.sign(ca_key, SHA256()).public_bytes(Encoding.PEM))
    (folder / "server.pem").write_bytes(server.sign(ca_key, SHA256()).public_bytes(Encoding.PEM))
    (folder / "server.key").write_bytes(
        server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    lifetime: dt.timedelta = DAY,
) -> x509.CertificateBuilder:
    """What both kinds have; Python 3.13 also wants the two key identifiers."""
    now = dt.datetime.now(dt.UTC)
    return x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=issuer,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - dt.timedelta(hours=1),
        not_valid_after=now + lifetime,
        extensions=[
            _extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key())),
            _extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())),
        ],
    )


def _extension(value: x509.ExtensionType) -> x509.Extension[x509.ExtensionType]:
    return x509.Extension(value.oid, critical=False, value=value)


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        encipher_only=False,
        decipher_only=False,
    )
