#if Crypto
    import Foundation
    import GraphClient

    /// A notification, its validation token and the certificate, all made by openssl and by nothing of ours. Keys made only for this; they
    /// open nothing else. Made with bash and openssl 3 by these lines:
    ///
    /// ```sh
    /// openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -subj "/CN=Patchbay test" -keyout key.pem -out cert.pem 2>/dev/null
    /// printf %s '{"@odata.type":"#microsoft.graph.presence","@odata.id":"users/5f1c0a5e-0b5c-4c7a-9f0e-3a3f6f1d2b01/presence","id":"5f1c0a5e-0b5c-4c7a-9f0e-3a3f6f1d2b01","availability":"Busy","activity":"InACall"}' > plain
    /// openssl rand -out key.bin 32
    /// KEY=$(xxd -p -c 64 key.bin)
    /// openssl enc -aes-256-cbc -K "$KEY" -iv "${KEY:0:32}" -in plain -out data
    /// openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary -out signature data
    /// openssl pkeyutl -encrypt -inkey cert.pem -certin -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha1 -pkeyopt rsa_mgf1_md:sha1 -in key.bin -out wrapped
    /// url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
    /// HEAD=$(printf %s '{"alg":"RS256","kid":"test-key","typ":"JWT"}' | url)
    /// CLAIMS=$(printf %s '{"aud":"9c1c9d1e-52f4-4a0b-8d6e-5a2b7c3d4e5f","iss":"https://sts.windows.net/7f3a5b1c-6d2e-4f80-9a1b-2c3d4e5f6a7b/","iat":1799999000,"nbf":1799999000,"exp":1800003600,"appid":"0bf30f3b-4a52-48df-9a82-234910c4a086","tid":"7f3a5b1c-6d2e-4f80-9a1b-2c3d4e5f6a7b","ver":"1.0"}' | url)
    /// SIGNED=$(printf %s "$HEAD.$CLAIMS" | openssl dgst -sha256 -sign key.pem -binary | url)
    /// echo "$HEAD.$CLAIMS.$SIGNED" > token
    /// openssl rsa -in key.pem -noout -modulus | cut -d= -f2 | xxd -r -p | url > modulus
    /// ```
    enum NotificationVector {
        static let certificateID = "2026-11"
        static let userID = "5f1c0a5e-0b5c-4c7a-9f0e-3a3f6f1d2b01"
        static let appID = "9c1c9d1e-52f4-4a0b-8d6e-5a2b7c3d4e5f"
        static let tenantID = "7f3a5b1c-6d2e-4f80-9a1b-2c3d4e5f6a7b"
        /// Within the time of the token.
        static let date = Date(timeIntervalSince1970: 1_800_000_000)
        static let plaintext = [
            ##"{"@odata.type":"#microsoft.graph.presence","@odata.id":"users/5f1c0a5e-0b5c-4c7a-9f0e-3a3f6f1d2b01/presence""##,
            #","id":"5f1c0a5e-0b5c-4c7a-9f0e-3a3f6f1d2b01","availability":"Busy","activity":"InACall"}"#,
        ].joined()

        /// The encrypted data.
        static let data = [
            "ivnXY4wK/mMwi2edYbKeNFj1SCrsmaGTHLRM1Mj4HpTzuBLyqE/+1erx5Jdng7RDNZbAGIhLe5HJK5RqRB1Tj2A+Qinfh8cTRgmj",
            "Zp2AMWGW0X6IMfJ2i2SzYuGmTbnolRISz+JSeMldKByHTcXHRfiIv7ozJge3rHPLIaOCK830WGB+9dOyeK+4ekSx6Bf+31PhQfc9",
            "00rDjlzLTxbZtUTvgTpI93t/0bY7wzyaCDh1i1B1m1QA92052bCEMIMNyhkb1YNCji8+Oo12L/zcKA==",
        ].joined()
        /// Its digest.
        static let dataSignature = [
            "0XGXTjdP3SqRoGdkzpPWvXnfuT64Pb2FzftJJliv7qM="
        ].joined()
        /// The symmetric key, encrypted.
        static let dataKey = [
            "Tai94XHANUysibnynQRfPOrC/OQj40PBIWjMORxgOGBPf8vCVOEW5abPFLHRsZQ3UdYKexji9r/F9UWfv/AxLRqLsRyjy3dcnaY0",
            "VnCs3JfOi3yZ4LDpiFGm/8XC+O68QcMGY0hkxzMdZ565Cyn2cEhauKInqqsVrMQooNgAO5pjRNfHCFHSh2blTfWIneDbgyzvNeGj",
            "ss7sdA5Hh865zzekjeePheBrAKyrKDBXnByPhqGywy5/ag4eEhz1uUMDK+QtjScuf1iq5e6hS86MEfoehEPkllAH0lWlNbNgv/QD",
            "CZea/NN/R02iXmSfHcCy59Hx20CPbHPMl//XWuDmkQ==",
        ].joined()
        /// The validation token.
        static let token = [
            "eyJhbGciOiJSUzI1NiIsImtpZCI6InRlc3Qta2V5IiwidHlwIjoiSldUIn0.eyJhdWQiOiI5YzFjOWQxZS01MmY0LTRhMGItOGQ2",
            "ZS01YTJiN2MzZDRlNWYiLCJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC83ZjNhNWIxYy02ZDJlLTRmODAtOWExYi0yYzNk",
            "NGU1ZjZhN2IvIiwiaWF0IjoxNzk5OTk5MDAwLCJuYmYiOjE3OTk5OTkwMDAsImV4cCI6MTgwMDAwMzYwMCwiYXBwaWQiOiIwYmYz",
            "MGYzYi00YTUyLTQ4ZGYtOWE4Mi0yMzQ5MTBjNGEwODYiLCJ0aWQiOiI3ZjNhNWIxYy02ZDJlLTRmODAtOWExYi0yYzNkNGU1ZjZh",
            "N2IiLCJ2ZXIiOiIxLjAifQ.IKcj1JdbHFfce-AnV4E-PcXl6qItVAx3mMYYQn9cMP_6xRivEWm7Vr9qQAg7cHXU4yczn4IP7o14u",
            "4uRWgXlX-bbEcQW89uEc27rFPaU3xb0FLfMHCpXQHUY6KjQI9WVmnPuhckYwAGKum7ZeiF6x0MZP8BBhZc4vN8SQ9nwyS5SXeija",
            "nlHDNLLu4Bd-Af_i4QzzOc595FaP4o4HXyngHdXXas2bdvQXOcFYnOdq6qdTVgNlJfnOJZNX6XG0DbKdoPSNb3KoZdi41gJOikkH",
            "17sWeix1Q1qflqTJTSLN5jgVl_ZQ6r3X-FXZdyweavZy-Oxgo2bnfN3VShfYfEHwQ",
        ].joined()
        /// The modulus of the key that signed the token, as sets of keys write it.
        static let modulus = [
            "uggS04zWPUyTkOvTE48fMmQdat4yK1zjZOr2x0tRp5MreMepmPqRyeXve9tDNuIBF_Y9mKKuKzVZQ7SufogW6mLc-VjFI758AfVN",
            "kUrJQffHwv-wupMzoxcgxidlHGX0XjEPUmJjXbWGzNKh-f1mqfIb3h4RuFxV94q8pkUQvz769cqVX5sREySwPcRmpU9VCt_MKB3Q",
            "ELYU5u-BnoMhKW22kszrRCGrDSkz4EZF7PBJNc3VaxSignkqE4H9ehNsNLeZdrFrSz882oGcR1RoZ4KAsWKuFFG-AOeIerA2SwpS",
            "ZvwBDseHkLiOnD7HFGBq4eDya3ct7btusIqRrhkN-Q",
        ].joined()
        /// The private key and the certificate.
        static let pem = """
            -----BEGIN PRIVATE KEY-----
            MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC6CBLTjNY9TJOQ
            69MTjx8yZB1q3jIrXONk6vbHS1Gnkyt4x6mY+pHJ5e9720M24gEX9j2Yoq4rNVlD
            tK5+iBbqYtz5WMUjvnwB9U2RSslB98fC/7C6kzOjFyDGJ2UcZfReMQ9SYmNdtYbM
            0qH5/Wap8hveHhG4XFX3irymRRC/Pvr1ypVfmxETJLA9xGalT1UK38woHdAQthTm
            74GegyEpbbaSzOtEIasNKTPgRkXs8Ek1zdVrFKKCeSoTgf16E2w0t5l2sWtLPzza
            gZxHVGhngoCxYq4UUb4A54h6sDZLClJm/AEOx4eQuI6cPscUYGrh4PJrdy3tu26w
            ipGuGQ35AgMBAAECggEACOFULlXT73H1ivHW55SDaev7HRwLy3CDSLcp0VjR39Mk
            ouVVCs2bO/oGTorbtuwruGSzizlPLkmjpmaJL3BFN8Paxh3r4ZYfZH1WY8MgJegA
            C/NMqmG9ROG+8ynAp9rHqXj9QQxO4sarIqF2kSP8sv9KctxLy3Mmhcrq0NanKZnX
            ll+rT/343kygaCAq5SoL4vOokYEkcLPB9bK3WNL9r0a7mB06rkKy/lEiNbZ4lehC
            4T0WKgcs9kPDWUyn2Xk0r0EfFIP1Nf1GNtU/ajSLKSDBCwDWh9b0kBkLeaMxbEDa
            jLk5dX+ipVTdg7pU7rVaKwl/bBGU17XdjaDUfIf1KQKBgQDi/YsB9HBDMQ+h9GXR
            psLxDj+rEnYFZcrfPPrP95Ex9+2Q2VuPNqjnAarXZ4Gh/UnyoV8O5s1PRBU+9DtF
            PbneQk63M6mH45lfsfIOGLim1KPcNLEg2D+Wvx7pws9663UPwwINiL+wgoexV2/M
            KO+eIY+Tj8GVhl6+ZsBXe9iybwKBgQDRznoo5wUGrzEl25p/N2z6zSsE8BHQ/2ro
            83NAApnPUqg0vqU1RhWETBjQopwgQWlTenqK4qJ4JWvv0GxueqbB2wWcoxS1hLUR
            W5oTL4+hr78j1f9L6StKpxb7yTyfh9qet/YsDwY5b3IxxJu7kBgOWQqyS7xUP1Z/
            OyjyCnpaFwKBgQC3nAeZaTR15XWTt7G0yIPfoXr20lQNQa28rgLjvooANWBBTtC1
            I620TrD21I8TjWMHlGjkEOX6PERDTCO1epyioFgz8OItPXmO4s29gVm7+T0inqy4
            uLOXKLnEtQRHlbZ3LXK3p+oGyU8hsGyKZIKPEu6kmiAo5yw0L8FeApvimQKBgGdN
            DoDNHoBoCf7l3W/9zj6+fgv0WBFbcTw5gelmXmzh+cfehmFwnG+DOEShi9Wl30Im
            7+cqJ2yYoEh3iqvq3+ha+qxg73VgXfap73a62DF34ti2KPkrWRFsq7hVIPA7Z7z2
            PtL6osnswYEXmMYE8JM/7DBVcejZNrF2Y3apCg0JAoGAKrRBc8DOhVD9FzUNYKVN
            Nh2Pwf6f2wWElQfum7aGohHSmJiYXneSAsZfl4mjXofSTrMJcghNVgDePTuANbE/
            +LJ4rlCON5WtU1M1tkJWxEjcLXJhrloXaLbLWVFSXuRsyLPOmIFhq6NAdm0C26gq
            sEIyznuPU6xUS6y/31PfpqE=
            -----END PRIVATE KEY-----
            -----BEGIN CERTIFICATE-----
            MIIDEzCCAfugAwIBAgIUZ3ZFEHc9PEnq0r8D6avCg+6NEjgwDQYJKoZIhvcNAQEL
            BQAwGDEWMBQGA1UEAwwNUGF0Y2hiYXkgdGVzdDAgFw0yNjExMjUwMDIxMTNaGA8y
            MTI2MTEwMTAwMjExM1owGDEWMBQGA1UEAwwNUGF0Y2hiYXkgdGVzdDCCASIwDQYJ
            KoZIhvcNAQEBBQADggEPADCCAQoCggEBALoIEtOM1j1Mk5Dr0xOPHzJkHWreMitc
            42Tq9sdLUaeTK3jHqZj6kcnl73vbQzbiARf2PZiiris1WUO0rn6IFupi3PlYxSO+
            fAH1TZFKyUH3x8L/sLqTM6MXIMYnZRxl9F4xD1JiY121hszSofn9ZqnyG94eEbhc
            VfeKvKZFEL8++vXKlV+bERMksD3EZqVPVQrfzCgd0BC2FObvgZ6DISlttpLM60Qh
            qw0pM+BGRezwSTXN1WsUooJ5KhOB/XoTbDS3mXaxa0s/PNqBnEdUaGeCgLFirhRR
            vgDniHqwNksKUmb8AQ7Hh5C4jpw+xxRgauHg8mt3Le27brCKka4ZDfkCAwEAAaNT
            MFEwHQYDVR0OBBYEFGQTP3mS3lHaWLKZgz3hFHxCULA6MB8GA1UdIwQYMBaAFGQT
            P3mS3lHaWLKZgz3hFHxCULA6MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQEL
            BQADggEBADWdRB1rUR3V7GHRjmk5mR97XWD+L3vk/ndfP/GL9Jt8lNjJX/77o1oW
            BYU8/pCQU0ap702FwKLXsdkYKNoBSckZRsWAapjzXY0jsvaDtZIQRAPSGVzrU/vA
            Vq0I+T49WUX9AuvYVkluTZKAUPx2iw0hitkIBfdYj49QFJkcZykBVz8ef5IFVu8y
            vZ3O3eeF9pMY11jyWse4vNtCbPnGR9C+I5KiwL6UGuJO/1YtDblIeo2+oxnBexBn
            4ZBscntoT/YgCTkSukkLLyEGyvXAx0qDYIM96O5eLHlryP8e9JsEt70KPSEt83ev
            fEBmk0YTBzrcRIGMDMqSNb3muF+YlFI=
            -----END CERTIFICATE-----
            """

        /// The public key as the identity service would publish it.
        static var keys: Data {
            Data(#"{"keys":[{"kty":"RSA","use":"sig","kid":"test-key","n":"\#(modulus)","e":"AQAB"}]}"#.utf8)
        }

        /// A request's body with the notification.
        static func body(token: String = token) -> Data {
            Data(
                """
                {"value":[{"subscriptionId":"s1","subscriptionExpirationDateTime":"2027-01-15T09:00:00Z",\
                "clientState":"the secret","changeType":"updated",\
                "resource":"communications/presences/\(userID)","tenantId":"\(tenantID)",\
                "resourceData":{"@odata.type":"#microsoft.graph.presence","id":"\(userID)"},\
                "encryptedContent":{"data":"\(data)","dataSignature":"\(dataSignature)",\
                "dataKey":"\(dataKey)","encryptionCertificateId":"\(certificateID)"}}],\
                "validationTokens":["\(token)"]}
                """.utf8)
        }
    }
#endif
