#if Crypto
    import Crypto
    import CryptoExtras
    import Foundation
    import GraphClient
    import PatchbayCore
    import PatchbayCrypto
    import Testing

    @Suite struct `Crypto: encrypted notifications` {
        private typealias Vector = NotificationVector

        private func bytes(_ text: String) throws -> Data { try #require(Data(base64Encoded: text)) }

        private func content() throws -> EncryptedContent {
            EncryptedContent(
                data: try bytes(Vector.data), dataSignature: try bytes(Vector.dataSignature),
                dataKey: try bytes(Vector.dataKey), certificateID: Vector.certificateID)
        }

        private func key() throws -> NotificationKey {
            try NotificationKey(pem: Vector.pem, certificateID: Vector.certificateID)
        }

        private func keys() throws -> JSONWebKeySet { try JSONWebKeySet(json: Vector.keys) }

        private func validator(app: String = NotificationVector.appID, tenant: String = NotificationVector.tenantID)
            throws -> NotificationTokenValidator
        {
            NotificationTokenValidator(
                appIDs: [app], tenantIDs: [tenant], keys: try keys(), verifier: RSASignatureVerifier())
        }

        private func receive(_ body: Data, _ validator: NotificationTokenValidator)
            -> ChangeNotificationReceiver.Outcome
        {
            ChangeNotificationReceiver(clientState: Secret("the secret"), tokens: validator)
                .receive(query: nil, body: body, at: Vector.date).outcome
        }

        @Test func `what openssl encrypted is read, byte for byte`() throws {
            #expect(try key().plaintext(of: content()) == Data(Vector.plaintext.utf8))
        }

        @Test func `from the bytes of a request to a user's presence`() throws {
            guard case .notifications(let delivery) = receive(Vector.body(), try validator()) else {
                Issue.record("The known notification was refused.")
                return
            }
            let change = try #require(delivery.changes.first)
            let presence = try change.presence(using: NotificationKeyRing([key()]))
            #expect(presence == UserPresence(id: User.ID(Vector.userID), availability: .busy, activity: .inACall))
        }

        @Test func `one flipped bit in any byte of the data is refused before it is decrypted`() throws {
            try refusesEveryFlip(of: content().data) { changed, whole in
                EncryptedContent(
                    data: changed, dataSignature: whole.dataSignature, dataKey: whole.dataKey,
                    certificateID: whole.certificateID)
            }
        }

        @Test func `one flipped bit in any byte of the signature is refused before the data is decrypted`() throws {
            try refusesEveryFlip(of: content().dataSignature) { changed, whole in
                EncryptedContent(
                    data: whole.data, dataSignature: changed, dataKey: whole.dataKey,
                    certificateID: whole.certificateID)
            }
        }

        @Test func `one flipped bit in any byte of the key is refused before the data is decrypted`() throws {
            try refusesEveryFlip(of: content().dataKey) { changed, whole in
                EncryptedContent(
                    data: whole.data, dataSignature: whole.dataSignature, dataKey: changed,
                    certificateID: whole.certificateID)
            }
        }

        /// `notAuthentic` is thrown only before the data is decrypted; what fails later is `unreadable`.
        private func refusesEveryFlip(
            of part: Data, _ change: (Data, EncryptedContent) -> EncryptedContent
        ) throws {
            let (key, whole) = (try key(), try content())
            #expect(try key.plaintext(of: change(part, whole)) == Data(Vector.plaintext.utf8))
            for index in part.indices {
                var changed = part
                changed[index] ^= 1 << UInt8(index % 8)
                #expect(throws: NotificationDecryptionError.notAuthentic, "byte \(index)") {
                    try key.plaintext(of: change(changed, whole))
                }
            }
            for shorter in [part.dropLast(), part.dropFirst(), Data()] {
                #expect(throws: NotificationDecryptionError.notAuthentic) {
                    try key.plaintext(of: change(Data(shorter), whole))
                }
            }
            #expect(throws: NotificationDecryptionError.notAuthentic) {
                try key.plaintext(of: change(part + [0], whole))
            }
        }

        @Test func `a key of another length is refused, though everything fits it`() throws {
            for count in [0, 16, 24, 31, 33] {
                let content = try Self.encrypt(Data("{}".utf8), with: Data(repeating: 7, count: count))
                #expect(throws: NotificationDecryptionError.notAuthentic, "\(count) bytes") {
                    try key().plaintext(of: content)
                }
            }
        }

        @Test func `authentic data with a broken end is unreadable`() throws {
            let whole = try Self.encrypt(Data(repeating: 0xFF, count: 40), with: Data(repeating: 7, count: 32))
            let cut = Data(whole.data.dropLast(16))
            let digest = HMAC<SHA256>.authenticationCode(
                for: cut, using: SymmetricKey(data: Data(repeating: 7, count: 32)))
            let content = EncryptedContent(
                data: cut, dataSignature: Data(digest), dataKey: whole.dataKey, certificateID: whole.certificateID)
            #expect(throws: NotificationDecryptionError.unreadable) { try key().plaintext(of: content) }
        }

        /// What Graph does, for keys of any length.
        private static func encrypt(_ plaintext: Data, with bytes: Data) throws -> EncryptedContent {
            let end = try #require(Vector.pem.firstRange(of: "-----BEGIN CERT")).lowerBound
            let certificate = try _RSA.Encryption.PrivateKey(pemRepresentation: String(Vector.pem[..<end]))
            let long = SymmetricKey(data: bytes.count == 32 ? bytes : Data(repeating: 7, count: 32))
            let data = try AES._CBC.encrypt(
                plaintext, using: long, iv: AES._CBC.IV(ivBytes: Data(repeating: 7, count: 16)))
            return EncryptedContent(
                data: data,
                dataSignature: Data(HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: bytes))),
                dataKey: try certificate.publicKey.encrypt(bytes, padding: .PKCS1_OAEP),
                certificateID: Vector.certificateID)
        }

        @Test func `the key is taken by its certificate's name, and after a rotation the old one still opens`() throws {
            let next = try NotificationKey(pem: TestCertificate().pem, certificateID: "2027-11")
            #expect(try NotificationKeyRing([next, key()]).plaintext(of: content()) == Data(Vector.plaintext.utf8))
            #expect(throws: NotificationDecryptionError.unknownCertificate) {
                try NotificationKeyRing([next]).plaintext(of: content())
            }
            #expect(throws: NotificationDecryptionError.unknownCertificate) { try next.plaintext(of: content()) }
            let impostor = try NotificationKey(pem: TestCertificate().pem, certificateID: Vector.certificateID)
            #expect(throws: NotificationDecryptionError.notAuthentic) { try impostor.plaintext(of: content()) }
        }

        @Test func `a token that openssl signed is taken; with one byte changed it is not`() throws {
            let validator = try validator()
            #expect(try validator.validate(Vector.token, at: Vector.date) == Vector.tenantID)
            let parts = Vector.token.split(separator: ".").map(String.init)
            var signature = try #require(Base64URL.decode(parts[2]))
            for index in signature.indices {
                signature[index] ^= 1
                let token = "\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))"
                #expect(throws: NotificationTokenError.badSignature, "byte \(index)") {
                    try validator.validate(token, at: Vector.date)
                }
                signature[index] ^= 1
            }
            var claims = try #require(Base64URL.decode(parts[1]))
            for index in claims.indices {
                claims[index] ^= 1
                let token = "\(parts[0]).\(Base64URL.encode(claims)).\(parts[2])"
                #expect(throws: NotificationTokenError.badSignature, "byte \(index)") {
                    try validator.validate(token, at: Vector.date)
                }
                claims[index] ^= 1
            }
        }

        @Test func `a wrong audience, tenant or time, or another's key, refuses the whole request`() throws {
            #expect(receive(Vector.body(), try validator(app: "another")) == .refused(.token(.wrongAudience)))
            #expect(receive(Vector.body(), try validator(tenant: "another")) == .refused(.token(.wrongTenant)))
            let late = ChangeNotificationReceiver(clientState: Secret("the secret"), tokens: try validator())
                .receive(query: nil, body: Vector.body(), at: Vector.date.addingTimeInterval(7_200))
            #expect(late.outcome == .refused(.token(.expired)))
            let stranger = try _RSA.Signing.PrivateKey(keySize: .bits2048).publicKey.getKeyPrimitives()
            let keys = JSONWebKeySet([
                .init(id: "test-key", modulus: stranger.modulus, exponent: stranger.publicExponent)
            ])
            #expect(receive(Vector.body(), try validator().with(keys: keys)) == .refused(.token(.badSignature)))
        }

        @Test func `a wrong publisher is refused, though the identity service signed it`() throws {
            let signer = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            let numbers = try signer.publicKey.getKeyPrimitives()
            let keys = JSONWebKeySet([.init(id: "k", modulus: numbers.modulus, exponent: numbers.publicExponent)])
            func token(publisher: String) throws -> String {
                let claims = """
                    {"aud":"\(Vector.appID)","iss":"https://sts.windows.net/\(Vector.tenantID)/","exp":1800003600,\
                    "appid":"\(publisher)","tid":"\(Vector.tenantID)"}
                    """
                let input = [#"{"alg":"RS256","kid":"k"}"#, claims].map { Base64URL.encode($0.utf8) }
                    .joined(separator: ".")
                let signature = try signer.signature(
                    for: SHA256.hash(data: Data(input.utf8)), padding: .insecurePKCS1v1_5)
                return input + "." + Base64URL.encode(signature.rawRepresentation)
            }
            let validator = try validator().with(keys: keys)
            guard
                case .notifications = receive(
                    Vector.body(token: try token(publisher: NotificationTokenValidator.publisher)), validator)
            else {
                Issue.record("The right publisher was refused.")
                return
            }
            #expect(
                receive(Vector.body(token: try token(publisher: Vector.appID)), validator)
                    == .refused(.token(.wrongPublisher)))
        }

        @Test func `a short key verifies nothing`() throws {
            let key = JSONWebKeySet.Key(id: "k", modulus: Data([0x0F, 0xFF]), exponent: Data([3]))
            #expect(!RSASignatureVerifier().isValid(signature: Data([1]), of: Data(), key: key))
        }

        @Test func `the certificate goes to the subscription, and the key does not show`() throws {
            let key = try key()
            let certificate = try bytes(key.encryptionCertificate)
            #expect(certificate.first == 0x30)
            #expect(Vector.pem.replacing("\n", with: "").contains(key.encryptionCertificate))
            var text = "\(key) \(String(reflecting: key))"
            dump(key, to: &text)
            #expect(!text.contains("PRIVATE") && !text.contains("Backing"))
        }

        @Test func `what is wrong with a file is said, without showing anything of it`() throws {
            let (file, other) = (try TestCertificate(), try TestCertificate())
            let cases: [(pem: String, id: String, words: String)] = [
                ("", "c", "no unencrypted RSA private key"), (file.certificatePEM, "c", "no unencrypted RSA"),
                (file.keyPEM, "c", "No certificate"), (file.keyPEM + other.certificatePEM, "c", "No certificate"),
                (file.pem, "", "id is empty"), (file.pem, String(repeating: "x", count: 129), "too long"),
            ]
            for (pem, id, words) in cases {
                let error = try #require(throws: ConfigurationError.self) {
                    try NotificationKey(pem: pem, certificateID: id)
                }
                #expect(error.description.contains(words), "\(error.description)")
            }
        }
    }
#endif
