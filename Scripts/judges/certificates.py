"""Certificates that live as long as the run: an authority, a server for localhost, and one for an app to sign in with."""
import base64
import datetime
import ipaddress
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


def _key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _builder(name, issuer, key):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=1)))


class ServerCertificate:
    """An authority and a certificate for localhost that it signed, as files in a folder."""

    def __init__(self, folder):
        root = _key()
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
            data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False)
        subject = x509.SubjectKeyIdentifier.from_public_key(root.public_key())
        authority = (_builder("Simulated authority", "Simulated authority", root)
                     .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
                     .add_extension(usage, critical=True).add_extension(subject, critical=False)
                     .sign(root, hashes.SHA256()))
        key = _key()
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        leaf = (_builder("localhost", "Simulated authority", key)
                .add_extension(x509.SubjectAlternativeName(names), critical=False)
                .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                .add_extension(
                    x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(subject), critical=False)
                .sign(root, hashes.SHA256()))
        self.authority = os.path.join(folder, "authority.pem")
        self.chain = os.path.join(folder, "server.pem")
        with open(self.authority, "wb") as file:
            file.write(authority.public_bytes(serialization.Encoding.PEM))
        with open(self.chain, "wb") as file:
            file.write(_pem(key) + leaf.public_bytes(serialization.Encoding.PEM))


class AppCertificate:
    """A key and a self-signed certificate for an app."""

    def __init__(self):
        key = _key()
        certificate = _builder("Patchbay", "Patchbay", key).sign(key, hashes.SHA256())
        self.private_key = _pem(key).decode()
        self.public = certificate.public_bytes(serialization.Encoding.PEM).decode()
        self.sha1 = certificate.fingerprint(hashes.SHA1()).hex().upper()
        # As assertions name it: x5t#S256.
        self.thumbprint = base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA256())).rstrip(b"=").decode()
