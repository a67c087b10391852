"""A certificate authority that lives for one test run, and the TLS contexts of both sides."""

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsContexts:
    server: ssl.SSLContext  # for 127.0.0.1 and localhost
    client: ssl.SSLContext  # trusts the test's authority and nothing else
    stranger: ssl.SSLContext  # trusts nobody
    authority_file: Path  # the authority's certificate in PEM
    expired: ssl.SSLContext  # a server's: its certificate was good until yesterday
    elsewhere: ssl.SSLContext  # a server's: its certificate is for another name


def make_tls(folder: Path) -> TlsContexts:
    """Make an authority and one server certificate in `folder`."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests' authority")])
    authority = (
        _builder(authority_name, authority_name, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    authority_file = folder / "authority.pem"
    authority_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    here: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    signer = _Signer(key=authority_key, name=authority_name, folder=folder)
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return TlsContexts(
        server=signer.context("server", here),
        client=ssl.create_default_context(cafile=str(authority_file)),
        stranger=stranger,
        authority_file=authority_file,
        expired=signer.context("expired", here, good_for_days=-1),
        elsewhere=signer.context("elsewhere", [x509.DNSName("elsewhere.test")]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signer:
    """The authority at work."""

    key: ec.EllipticCurvePrivateKey
    name: x509.Name
    folder: Path

    def context(self, file: str, names: list[x509.GeneralName], *, good_for_days: int = 30) -> ssl.SSLContext:
        """Return a server's context with a new key and a certificate for `names`."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        certificate = (
            _builder(subject, self.name, key.public_key(), good_for_days=good_for_days)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(issuer_key, critical=False)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chain_file = self.folder / f"{file}.pem"
        chain_file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chain_file)
        return context


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, good_for_days: int = 30
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=10))
        .not_valid_after(now + dt.timedelta(days=good_for_days))
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
