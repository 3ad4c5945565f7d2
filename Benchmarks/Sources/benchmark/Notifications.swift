import Foundation
import GraphClient
import PatchbayCore

#if CRYPTO
    import Crypto
    import CryptoExtras
    import PatchbayCrypto
#endif

/// Encrypted notifications, from the bytes of a request to a user's presence: beside the cryptography alone with the same keys.
///
/// Both check the token's signature once a request, and of every notification open the key, check the signature and decrypt the data. The bare
/// loop is handed all of it in parts; Patchbay finds the parts in the request, checks what the token says and reads the presence.
enum Notifications {
    static func run(_ how: String, requests: Int) throws {
        #if CRYPTO
            let sample = try Sample()
            switch how {
            case "bare": try sample.measureBare(requests)
            case "patchbay": try sample.measurePatchbay(requests)
            default: throw Unavailable(description: "no way “\(how)” to read notifications")
            }
        #else
            throw Unavailable(description: "this build has no PatchbayCrypto")
        #endif
    }
}

#if CRYPTO
    /// A request with ten notifications, and the keys to it, made anew each time.
    private struct Sample {
        static let notifications = 10
        static let now = 1_800_000_000
        static let app = "9c1c9d1e-52f4-4a0b-8d6e-5a2b7c3d4e5f"
        static let tenant = "7f3a5b1c-6d2e-4f80-9a1b-2c3d4e5f6a7b"
        static let user = "5f1c0a5e-0b5c-4c7a-9f0e-3a3f6f1d2b01"

        let encryption: _RSA.Encryption.PrivateKey
        let signing: _RSA.Signing.PrivateKey
        let data: Data
        let dataSignature: Data
        let dataKey: Data
        let signed: Data
        let signature: Data
        let body: Data

        init() throws {
            encryption = try _RSA.Encryption.PrivateKey(keySize: .bits2048)
            signing = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            let plaintext =
                ##"{"@odata.type":"#microsoft.graph.presence","@odata.id":"users/\##(Self.user)/presence","##
                + #""id":"\#(Self.user)","availability":"Busy","activity":"InACall"}"#
            let bytes = Data((0..<32).map { UInt8($0) })
            let key = SymmetricKey(data: bytes)
            data = try AES._CBC.encrypt(Data(plaintext.utf8), using: key, iv: AES._CBC.IV(ivBytes: bytes.prefix(16)))
            dataSignature = Data(HMAC<SHA256>.authenticationCode(for: data, using: key))
            dataKey = try encryption.publicKey.encrypt(bytes, padding: .PKCS1_OAEP)

            func url(_ data: Data) -> String {
                data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
                    .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
            }
            let claims =
                #"{"aud":"\#(Self.app)","iss":"https://sts.windows.net/\#(Self.tenant)/","iat":\#(Self.now - 60),"#
                + #""nbf":\#(Self.now - 60),"exp":\#(Self.now + 3600),"appid":"\#(NotificationTokenValidator.publisher)","#
                + #""tid":"\#(Self.tenant)","ver":"1.0"}"#
            let head = url(Data(#"{"alg":"RS256","kid":"key","typ":"JWT"}"#.utf8)) + "." + url(Data(claims.utf8))
            signed = Data(head.utf8)
            signature = try signing.signature(for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5)
                .rawRepresentation
            let item =
                #"{"subscriptionId":"s1","subscriptionExpirationDateTime":"2027-01-15T09:00:00Z","clientState":"secret","#
                + #""changeType":"updated","resource":"communications/presences/\#(Self.user)","#
                + #""tenantId":"\#(Self.tenant)","#
                + ##""resourceData":{"@odata.type":"#microsoft.graph.presence","id":"\##(Self.user)"},"##
                + #""encryptedContent":{"data":"\#(data.base64EncodedString())","#
                + #""dataSignature":"\#(dataSignature.base64EncodedString())","#
                + #""dataKey":"\#(dataKey.base64EncodedString())","encryptionCertificateId":"1"}}"#
            let items = Array(repeating: item, count: Self.notifications).joined(separator: ",")
            body = Data(#"{"value":[\#(items)],"validationTokens":["\#(head).\#(url(signature))"]}"#.utf8)
        }

        func measureBare(_ requests: Int) throws {
            let publicKey = signing.publicKey
            let measure = Measure()
            var good = 0
            for _ in 0..<requests {
                guard
                    publicKey.isValidSignature(
                        .init(rawRepresentation: signature), for: SHA256.hash(data: signed),
                        padding: .insecurePKCS1v1_5)
                else { continue }
                for _ in 0..<Self.notifications {
                    let bytes = try encryption.decrypt(dataKey, padding: .PKCS1_OAEP)
                    let key = SymmetricKey(data: bytes)
                    guard HMAC<SHA256>.isValidAuthenticationCode(dataSignature, authenticating: data, using: key)
                    else { continue }
                    let start = try AES._CBC.IV(ivBytes: bytes.prefix(16))
                    if try !AES._CBC.decrypt(data, using: key, iv: start).isEmpty { good += 1 }
                }
            }
            measure.report("notifications.bare", count: good)
        }

        func measurePatchbay(_ requests: Int) throws {
            // What a certificate has to hold is the public key; nothing else of it is looked at.
            let certificate =
                "-----BEGIN CERTIFICATE-----\n"
                + encryption.publicKey.pkcs1DERRepresentation.base64EncodedString(options: .lineLength64Characters)
                + "\n-----END CERTIFICATE-----\n"
            let ring = NotificationKeyRing([
                try NotificationKey(pem: encryption.pemRepresentation + "\n" + certificate, certificateID: "1")
            ])
            let primitives = try signing.publicKey.getKeyPrimitives()
            let keys = JSONWebKeySet([
                JSONWebKeySet.Key(id: "key", modulus: primitives.modulus, exponent: primitives.publicExponent)
            ])
            let receiver = ChangeNotificationReceiver(
                clientState: Secret("secret"),
                tokens: NotificationTokenValidator(
                    appIDs: [Self.app], tenantIDs: [Self.tenant], keys: keys, verifier: RSASignatureVerifier()))
            let date = Date(timeIntervalSince1970: TimeInterval(Self.now))
            let measure = Measure()
            var good = 0
            for _ in 0..<requests {
                guard case .notifications(let delivery) = receiver.receive(query: nil, body: body, at: date).outcome
                else { continue }
                for change in delivery.changes where try change.presence(using: ring).activity == .inACall { good += 1 }
            }
            measure.report("notifications.patchbay", count: good)
        }
    }
#endif
