#if Crypto
    import Foundation
    import GraphClient
    import PatchbayCore
    import PatchbayCrypto
    import Testing

    /// An independent judge: what we sign, openssl verifies; what openssl makes, we read.
    @Suite struct `Crypto: openssl agrees` {
        static let isThere = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }

        private func run(_ arguments: [String], in folder: URL) throws -> (output: Data, errors: Data, status: Int32) {
            let process = Process()
            process.executableURL = URL(filePath: try #require(Self.isThere))
            process.arguments = arguments
            process.currentDirectoryURL = folder
            let (output, errors) = (Pipe(), Pipe())
            process.standardOutput = output
            process.standardError = errors
            try process.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            let words = try errors.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return (data, words, process.terminationStatus)
        }

        @discardableResult
        private func openssl(_ arguments: [String], in folder: URL) throws -> Data {
            let (output, errors, status) = try run(arguments, in: folder)
            try #require(status == 0, "openssl \(arguments): \(String(decoding: errors, as: UTF8.self))")
            return output
        }

        private func inFolder(_ body: (URL) async throws -> Void) async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "openssl-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try await body(folder)
        }

        private func makeCertificate(_ folder: URL, days: Int = 365) throws -> String {
            try openssl(
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "\(days)", "-subj", "/CN=Patchbay test",
                    "-keyout", "key.pem", "-out", "cert.pem",
                ], in: folder)
            try openssl(["x509", "-in", "cert.pem", "-pubkey", "-noout", "-out", "public.pem"], in: folder)
            return try ["key.pem", "cert.pem"].map {
                try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
            }.joined()
        }

        @Test(
            .enabled(if: isThere != nil, "openssl is not installed"),
            arguments: [CertificateAssertion.Algorithm.ps256, .rs256])
        func `a signature verifies, for a certificate that openssl made`(algorithm: CertificateAssertion.Algorithm)
            async throws
        {
            try await inFolder { folder in
                let assertion = try CertificateAssertion(pem: makeCertificate(folder), algorithm: algorithm)
                let text = try await assertion.assertion(
                    for: AssertionRequest(clientID: "a", audience: "https://login.example/t", date: Date()))
                let parts = text.reveal { $0.split(separator: ".").map(String.init) }
                try Data("\(parts[0]).\(parts[1])".utf8).write(to: folder.appending(path: "input"))
                try #require(Base64URL.decode(parts[2])).write(to: folder.appending(path: "signature"))
                let padding =
                    algorithm == .ps256
                    ? [
                        "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sigopt",
                        "rsa_mgf1_md:sha256",
                    ]
                    : []
                let verdict = try openssl(
                    ["dgst", "-sha256", "-verify", "public.pem"] + padding + ["-signature", "signature", "input"],
                    in: folder)
                #expect(String(decoding: verdict, as: UTF8.self).contains("Verified OK"))
                // And a changed statement does not.
                try Data("\(parts[0]).\(parts[1])x".utf8).write(to: folder.appending(path: "input"))
                let refusal = try run(
                    ["dgst", "-sha256", "-verify", "public.pem"] + padding + ["-signature", "signature", "input"],
                    in: folder)
                #expect(refusal.status != 0)
            }
        }

        @Test(
            .enabled(if: isThere != nil, "openssl is not installed"),
            arguments: [CertificateAssertion.Algorithm.ps256, .rs256])
        func `what openssl signs, our verifier takes, and nothing else`(algorithm: CertificateAssertion.Algorithm)
            async throws
        {
            try await inFolder { folder in
                let pem = try makeCertificate(folder)
                let verifier = try CertificateVerifier(pem: pem)
                #expect(verifier.thumbprint == (try CertificateAssertion(pem: pem).thumbprint))
                let input = Data("header.claims".utf8)
                try input.write(to: folder.appending(path: "input"))
                let padding =
                    algorithm == .ps256
                    ? ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"] : []
                let signature = try openssl(
                    ["dgst", "-sha256", "-sign", "key.pem"] + padding + ["input"], in: folder)
                #expect(verifier.isValid(signature: signature, of: input, algorithm: algorithm.rawValue))
                #expect(!verifier.isValid(signature: signature, of: input + [0], algorithm: algorithm.rawValue))
                let other: CertificateAssertion.Algorithm = algorithm == .ps256 ? .rs256 : .ps256
                #expect(!verifier.isValid(signature: signature, of: input, algorithm: other.rawValue))
                #expect(!verifier.isValid(signature: signature, of: input, algorithm: "none"))
                #expect(!verifier.isValid(signature: Data(), of: input, algorithm: algorithm.rawValue))
                _ = try makeCertificate(folder)
                let stranger = try String(contentsOf: folder.appending(path: "cert.pem"), encoding: .utf8)
                #expect(
                    try !CertificateVerifier(pem: stranger).isValid(
                        signature: signature, of: input, algorithm: algorithm.rawValue))
                #expect(throws: ConfigurationError.self) { try CertificateVerifier(pem: "nothing") }
            }
        }

        @Test(.enabled(if: isThere != nil, "openssl is not installed"))
        func `thumbprint and end are the ones that openssl tells`() async throws {
            try await inFolder { folder in
                let assertion = try CertificateAssertion(pem: makeCertificate(folder, days: 30))
                try openssl(["x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der"], in: folder)
                let digest = try openssl(["dgst", "-sha256", "-binary", "cert.der"], in: folder)
                #expect(assertion.thumbprint == Base64URL.encode(digest))
                let end = try openssl(["x509", "-in", "cert.pem", "-enddate", "-noout"], in: folder)
                let words = String(decoding: end, as: UTF8.self).split(separator: "=")[1].split(separator: " ")
                // “notAfter=Dec 24 22:15:00 2026 GMT”
                let expected = WireDate.httpString(try #require(assertion.expiresAt))
                #expect(expected.contains("\(words[0]) \(words[3])"))
                #expect(expected.contains(String(words[2])))
            }
        }

        @Test(.enabled(if: isThere != nil, "openssl is not installed"))
        func `an encrypted key opens with its passphrase and with no other`() async throws {
            try await inFolder { folder in
                let pem = try makeCertificate(folder)
                try openssl(
                    ["pkcs8", "-topk8", "-in", "key.pem", "-out", "locked.pem", "-passout", "pass:open sesame"],
                    in: folder)
                let locked = try String(contentsOf: folder.appending(path: "locked.pem"), encoding: .utf8)
                let certificate = try String(contentsOf: folder.appending(path: "cert.pem"), encoding: .utf8)
                let opened = try CertificateAssertion(pem: locked + certificate, passphrase: Secret("open sesame"))
                #expect(opened.thumbprint == (try CertificateAssertion(pem: pem).thumbprint))
                let error = #expect(throws: ConfigurationError.self) {
                    try CertificateAssertion(pem: locked + certificate, passphrase: Secret("wrong"))
                }
                #expect(error?.remedy.action == .fixConfiguration("AZURE_CLIENT_CERTIFICATE_PASSWORD"))
            }
        }
    }
#endif
