#if Crypto
    import Crypto
    import CryptoExtras
    public import Foundation
    public import GraphClient
    public import PatchbayCore

    /// Proves an app by its certificate: signs a statement with the private key for every token. Safer than a secret, because the key
    /// never leaves this machine.
    ///
    /// ```swift
    /// let certificate = try CertificateAssertion(pem: try String(contentsOf: file, encoding: .utf8))
    /// let credential = ClientAssertionCredential(
    ///     tenant: "contoso.com", clientID: appID, assertion: certificate, transport: transport)
    /// ```
    ///
    /// Upload the certificate (without the key) to the app's registration. Thumbprints are computed here and never typed.
    /// Source: Microsoft identity platform, `certificate-credentials`.
    public struct CertificateAssertion: ClientAssertionProvider {
        /// How the statement is signed.
        public enum Algorithm: String, Sendable {
            /// RSA-PSS with SHA-256, and the thumbprint `x5t#S256`. What Microsoft recommends.
            case ps256 = "PS256"
            /// RSA PKCS#1 with SHA-256, and the thumbprint `x5t` (SHA-1). Still accepted; for old proxies of the identity service.
            case rs256 = "RS256"
        }

        /// The certificate's SHA-256 thumbprint, as the header carries it.
        public let thumbprint: String
        /// When the certificate's time is over; `nil` if it does not say in a form that is understood.
        public let expiresAt: Date?
        private let certificate: Data
        private let key: _RSA.Signing.PrivateKey
        private let algorithm: Algorithm
        private let makeID: @Sendable () -> UUID

        /// How long a statement is good for. Microsoft asks for five to ten minutes.
        static let lifetime: TimeInterval = 300

        /// Takes a private key and its certificate from a PEM file, in any order and with other certificates beside them.
        ///
        /// - Parameters:
        ///   - pem: the file's text.
        ///   - passphrase: opens an encrypted key.
        ///   - algorithm: how to sign.
        ///   - makeID: makes the ids of statements.
        /// - Throws: ``ConfigurationError`` that says what is wrong with the file, without showing anything of it.
        public init(
            pem: String, passphrase: Secret? = nil, algorithm: Algorithm = .ps256,
            makeID: @escaping @Sendable () -> UUID = { UUID() }
        ) throws {
            let blocks = PEMBlock.all(in: pem)
            let key = try Self.key(in: blocks, passphrase)
            let certificates = blocks.filter { $0.label == "CERTIFICATE" }.compactMap(\.der)
            // The certificate of the key is the one that holds its public half; others are the chain's.
            let publicHalf = key.publicKey.pkcs1DERRepresentation
            guard let certificate = certificates.first(where: { $0.range(of: publicHalf) != nil }) else {
                throw Self.problem(
                    certificates.isEmpty
                        ? "The file holds no certificate." : "No certificate in the file belongs to the private key.",
                    "Put the private key and its certificate into one PEM file.")
            }
            self.key = key
            self.certificate = certificate
            self.algorithm = algorithm
            self.makeID = makeID
            thumbprint = Base64URL.encode(SHA256.hash(data: certificate))
            expiresAt = CertificateFields(certificate)?.notAfter
        }

        /// Signs a statement.
        ///
        /// - Throws: ``ConfigurationError`` if the certificate's time is over.
        public func assertion(for request: AssertionRequest) async throws -> Secret {
            if let expiresAt, expiresAt <= request.date {
                throw Self.problem(
                    "The certificate expired on \(WireDate.string(expiresAt).prefix(10)).",
                    "Make a new one and upload it to the app's registration.")
            }
            let (header, claims) = try parts(for: request)
            let input = Base64URL.encode(header) + "." + Base64URL.encode(claims)
            let padding: _RSA.Signing.Padding = algorithm == .ps256 ? .PSS : .insecurePKCS1v1_5
            let signature = try key.signature(for: SHA256.hash(data: Data(input.utf8)), padding: padding)
            return Secret(input + "." + Base64URL.encode(signature.rawRepresentation))
        }

        private func parts(for request: AssertionRequest) throws -> (header: Data, claims: Data) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let print = algorithm == .ps256 ? thumbprint : Base64URL.encode(Insecure.SHA1.hash(data: certificate))
            let header = try encoder.encode([
                "alg": algorithm.rawValue, "typ": "JWT", algorithm == .ps256 ? "x5t#S256" : "x5t": print,
            ])
            let now = Int(request.date.timeIntervalSince1970.rounded(.down))
            let claims = try encoder.encode(
                Claims(
                    aud: request.audience, exp: now + Int(Self.lifetime), iat: now, iss: request.clientID,
                    jti: makeID().uuidString.lowercased(), nbf: now, sub: request.clientID))
            return (header, claims)
        }

        /// Times are numbers; as text they are refused.
        private struct Claims: Encodable {
            var aud: String
            var exp: Int
            var iat: Int
            var iss: String
            var jti: String
            var nbf: Int
            var sub: String
        }

        private static func key(in blocks: [PEMBlock], _ passphrase: Secret?) throws -> _RSA.Signing.PrivateKey {
            guard let block = blocks.first(where: { $0.label.hasSuffix("PRIVATE KEY") }) else {
                throw problem(
                    "The file holds no private key.",
                    "Give a PEM file with the private key and the certificate. From a PFX file: openssl pkcs12 -in app.pfx -out app.pem"
                )
            }
            guard block.label != "EC PRIVATE KEY" else { throw wrongKind }
            let isEncrypted = block.label.hasPrefix("ENCRYPTED") || block.text.contains("Proc-Type: 4,ENCRYPTED")
            do {
                guard isEncrypted else { return try _RSA.Signing.PrivateKey(pemRepresentation: block.text) }
                guard let passphrase else {
                    throw problem(
                        "The private key is encrypted.", "Give its passphrase.", "AZURE_CLIENT_CERTIFICATE_PASSWORD")
                }
                return try passphrase.reveal { text in
                    try _RSA.Signing.PrivateKey(encryptedPEMRepresentation: block.text) { $0(Array(text.utf8)) }
                }
            } catch let error as ConfigurationError {
                throw error
            } catch {
                // The library's words are not repeated: nobody knows what of the key is in them.
                if isEncrypted {
                    throw problem(
                        "The private key cannot be opened.", "Check the passphrase.",
                        "AZURE_CLIENT_CERTIFICATE_PASSWORD")
                }
                throw wrongKind
            }
        }

        private static var wrongKind: ConfigurationError {
            problem(
                "The private key is no RSA key of at least 2048 bits.",
                "Microsoft documents RSA for certificates of apps; make one with: openssl req -x509 -newkey rsa:3072 -nodes -days 365 -keyout key.pem -out cert.pem"
            )
        }

        private static func problem(
            _ what: String, _ remedy: String, _ setting: String = "AZURE_CLIENT_CERTIFICATE_PATH"
        ) -> ConfigurationError { ConfigurationError(what, remedy: remedy, setting: setting) }
    }

    extension CertificateAssertion: CustomStringConvertible, CustomReflectable {
        /// The thumbprint, which is public.
        public var description: String { "certificate \(thumbprint)" }
        /// The same, for `dump`: the key does not show.
        public var customMirror: Mirror { Mirror(self, children: ["thumbprint": thumbprint]) }
    }
#endif
