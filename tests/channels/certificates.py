"""A server's certificates that nobody vouches for, as text; they never expire and guard nothing.

Both were made with ``openssl ca -selfsign`` from the one key here, good from 2020 to 9999: kept rather than made in
each run, for Python alone can make none.
"""

import ssl
from pathlib import Path

KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgahTCnI2S5eK1AuAR
pYEM7v8NUglv1eaWlwV4Z8+b8lehRANCAAT7C3cvOuBDeiv9sCVQ4eeIxT3FZdoS
vtQvE0OWetzETWhPY4auixgtnOAduwQDHnpEjRVizbJBTPkCgQK+Y9LT
-----END PRIVATE KEY-----
"""

OWN = """\
-----BEGIN CERTIFICATE-----
MIIBczCCARqgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1TYW1wbGUg
b2Ygb3duMCAXDTIwMDEwMTAwMDAwMFoYDzk5OTkxMjMxMjM1OTU5WjAYMRYwFAYD
VQQDDA1TYW1wbGUgb2Ygb3duMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE+wt3
LzrgQ3or/bAlUOHniMU9xWXaEr7ULxNDlnrcxE1oT2OGrosYLZzgHbsEAx56RI0V
Ys2yQUz5AoECvmPS06NTMFEwDwYDVR0RBAgwBocEfwAAATAPBgNVHRMBAf8EBTAD
AQH/MB0GA1UdDgQWBBTS118x1+Q2QpppiqLBMve7vVFKdDAOBgNVHQ8BAf8EBAMC
AoQwCgYIKoZIzj0EAwIDRwAwRAIgIK4Z15vikP11DKEo9h8CgWWBRM/3EwIoRP6U
WJWTl0gCIEt8MTw3pZbJR8ta7vNSkKzd4VpNv/apah/loO5RWS/Y
-----END CERTIFICATE-----
"""
"""For 127.0.0.1."""

FOREIGN = """\
-----BEGIN CERTIFICATE-----
MIIBhjCCASugAwIBAgIBATAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBFTYW1wbGUg
b2YgZm9yZWlnbjAgFw0yMDAxMDEwMDAwMDBaGA85OTk5MTIzMTIzNTk1OVowHDEa
MBgGA1UEAwwRU2FtcGxlIG9mIGZvcmVpZ24wWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAAT7C3cvOuBDeiv9sCVQ4eeIxT3FZdoSvtQvE0OWetzETWhPY4auixgtnOAd
uwQDHnpEjRVizbJBTPkCgQK+Y9LTo1wwWjAYBgNVHREEETAPgg1vdGhlci5leGFt
cGxlMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFNLXXzHX5DZCmmmKosEy97u9
UUp0MA4GA1UdDwEB/wQEAwIChDAKBggqhkjOPQQDAgNJADBGAiEAqWw3agBzJIgh
AZ02vhTSTC/Ar3lvKL/qvGQbj5GldAwCIQDjTl6XccbZryKlY8Xgbnxzass/1Pf3
sTId5eCQz4Xl3A==
-----END CERTIFICATE-----
"""
"""For other.example."""


def server(certificate: str, folder: Path) -> ssl.SSLContext:
    """Return what a server with a certificate speaks; it can be loaded from a file only."""
    file = folder / "certificate.pem"
    file.write_text(certificate + KEY)
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(file)
    return found
