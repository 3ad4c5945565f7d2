#if Crypto
    import Crypto
    import CryptoExtras
    import Foundation
    import GraphClient
    import PatchbayCore
    import PatchbayCrypto
    import PatchbaySimulator
    import PatchbayTesting
    import Testing

    @Suite struct `Crypto: a certificate's assertion` {
        static let date = Date(timeIntervalSince1970: 1_800_000_000)
        static let request = AssertionRequest(
            clientID: "app-id", audience: "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", date: date)

        private func parts(_ assertion: Secret) throws -> (
            header: [String: String], claims: [String: Any], input: Data, signature: Data
        ) {
            let parts = assertion.reveal { $0.split(separator: ".").map(String.init) }
            try #require(parts.count == 3)
            let decoded = try parts.map { try #require(Base64URL.decode($0)) }
            return (
                try JSONDecoder().decode([String: String].self, from: decoded[0]),
                try #require(try JSONSerialization.jsonObject(with: decoded[1]) as? [String: Any]),
                Data("\(parts[0]).\(parts[1])".utf8), decoded[2]
            )
        }

        @Test func `it is PS256 with the thumbprint of the certificate, and is good for minutes`() async throws {
            let file = try TestCertificate()
            let assertion = try CertificateAssertion(
                pem: file.pem, makeID: { UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)) })
            let (header, claims, input, signature) = try parts(await assertion.assertion(for: Self.request))
            let print = Base64URL.encode(SHA256.hash(data: file.certificate))
            #expect(header == ["alg": "PS256", "typ": "JWT", "x5t#S256": print])
            #expect(assertion.thumbprint == print)
            #expect(claims["aud"] as? String == Self.request.audience)
            #expect(claims["iss"] as? String == "app-id")
            #expect(claims["sub"] as? String == "app-id")
            #expect(claims["jti"] as? String == "01020304-0506-0708-090a-0b0c0d0e0f10")
            #expect(claims["nbf"] as? Int == 1_800_000_000)
            #expect(claims["exp"] as? Int == 1_800_000_300)
            #expect(
                file.key.publicKey.isValidSignature(
                    .init(rawRepresentation: signature), for: SHA256.hash(data: input), padding: .PSS))
        }

        @Test func `RS256 goes with the older thumbprint, never with the other one`() async throws {
            let file = try TestCertificate()
            let assertion = try CertificateAssertion(pem: file.pem, algorithm: .rs256)
            let (header, _, input, signature) = try parts(await assertion.assertion(for: Self.request))
            #expect(
                header == [
                    "alg": "RS256", "typ": "JWT",
                    "x5t": Base64URL.encode(Insecure.SHA1.hash(data: file.certificate)),
                ])
            #expect(
                file.key.publicKey.isValidSignature(
                    .init(rawRepresentation: signature), for: SHA256.hash(data: input), padding: .insecurePKCS1v1_5))
        }

        @Test func `of several certificates the one of the key is taken, wherever it stands`() throws {
            let (file, other) = (try TestCertificate(), try TestCertificate())
            let pem = other.certificatePEM + "Bag Attributes\n" + file.certificatePEM + file.keyPEM
            #expect(
                try CertificateAssertion(pem: pem).thumbprint == Base64URL.encode(SHA256.hash(data: file.certificate)))
        }

        @Test func `what is wrong with a file is said, without showing anything of it`() throws {
            let (file, other) = (try TestCertificate(), try TestCertificate())
            let elliptic = P256.Signing.PrivateKey().pemRepresentation + "\n"
            let cases: [(pem: String, words: String)] = [
                ("", "no private key"), (file.certificatePEM, "no private key"), (file.keyPEM, "no certificate"),
                (file.keyPEM + other.certificatePEM, "belongs to the private key"),
                (elliptic + file.certificatePEM, "no RSA key"),
                (
                    file.keyPEM.replacing("PRIVATE KEY", with: "ENCRYPTED PRIVATE KEY") + file.certificatePEM,
                    "encrypted"
                ),
                ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + file.certificatePEM, "no RSA key"),
            ]
            for (pem, words) in cases {
                let error = try #require(throws: ConfigurationError.self) { try CertificateAssertion(pem: pem) }
                #expect(error.description.contains(words), "\(error.description)")
                #expect(!"\(error)\(error.remedy)".contains(file.keyPEM.dropFirst(40).prefix(20)))
            }
        }

        @Test func `it expires, and then says so instead of signing`() async throws {
            let file = try TestCertificate(notAfter: "270115080000Z")
            let assertion = try CertificateAssertion(pem: file.pem)
            #expect(assertion.expiresAt == Self.date)
            let error = await #expect(throws: ConfigurationError.self) {
                try await assertion.assertion(for: Self.request)
            }
            #expect(error?.description == "The certificate expired on 2027-01-15.")
        }

        @Test(arguments: [("491231235959Z", 2049), ("500101000000Z", 1950), ("20500101000000Z", 2050)])
        func `both forms of a certificate's time are read`(text: String, year: Int) throws {
            let assertion = try CertificateAssertion(pem: TestCertificate(notAfter: text).pem)
            #expect(WireDate.string(try #require(assertion.expiresAt)).hasPrefix(String(year)))
        }

        @Test func `the key does not show`() throws {
            let file = try TestCertificate()
            let assertion = try CertificateAssertion(pem: file.pem)
            var text = "\(assertion) \(String(reflecting: assertion))"
            dump(assertion, to: &text)
            #expect(!text.contains("PRIVATE"))
            #expect(!text.contains("BackingPrivateKey"))
        }

        @Test func `the simulated identity service takes it, signature and all`() async throws {
            let file = try TestCertificate()
            let publicKey = file.key.publicKey.derRepresentation
            try await VirtualTime.run { time in
                let assertion = try CertificateAssertion(pem: file.pem)
                var settings = CloudSettings(seed: 5, population: Population(seed: 5, count: 10), latency: .none)
                settings.apps[0].certificateThumbprints = [assertion.thumbprint]
                settings.entra.verifyAssertion = { algorithm, _, signed, signature in
                    guard algorithm == "PS256", let key = try? _RSA.Signing.PublicKey(derRepresentation: publicKey)
                    else { return false }
                    return key.isValidSignature(
                        .init(rawRepresentation: signature), for: SHA256.hash(data: signed), padding: .PSS)
                }
                let cloud = SimulatedCloud(settings, time: time)
                func graph(_ assertion: CertificateAssertion) -> Graph {
                    Graph(
                        .clientAssertion(
                            tenant: settings.tenantID, clientID: settings.apps[0].clientID, assertion: assertion,
                            transport: cloud.transport, time: time),
                        tenant: settings.tenantID, clientID: settings.apps[0].clientID, transport: cloud.transport
                    ) { $0.time = time }
                }
                #expect(try await graph(assertion).users.list().collect().count == 10)
                let stranger = try CertificateAssertion(pem: TestCertificate().pem)
                let error = await #expect(throws: AuthenticationError.self) {
                    try await graph(stranger).tokenClaims()
                }
                #expect(error?.code == "AADSTS700027")
            }
        }
    }

    /// A key with a certificate that is as much of one as is read: the validity, and the key in it.
    struct TestCertificate {
        let key: _RSA.Signing.PrivateKey
        let certificate: Data

        init(notAfter: String = "470101000000Z") throws {
            key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            func element(_ tag: UInt8, _ content: Data) -> Data {
                let length: [UInt8] =
                    content.count < 128
                    ? [UInt8(content.count)] : [0x82, UInt8(content.count >> 8), UInt8(content.count & 255)]
                return Data([tag] + length) + content
            }
            let end = element(notAfter.count == 15 ? 0x18 : 0x17, Data(notAfter.utf8))
            let validity = element(0x30, element(0x17, Data("240101000000Z".utf8)) + end)
            let body =
                element(0xA0, element(2, Data([2]))) + element(2, Data([1])) + element(0x30, Data())
                + element(0x30, Data()) + validity + element(0x30, Data()) + key.publicKey.pkcs1DERRepresentation
            certificate = element(0x30, element(0x30, body))
        }

        var keyPEM: String { key.pkcs8PEMRepresentation + "\n" }
        var certificatePEM: String {
            "-----BEGIN CERTIFICATE-----\n"
                + certificate.base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
                + "\n-----END CERTIFICATE-----\n"
        }
        var pem: String { certificatePEM + keyPEM }
    }
#endif
