#if Crypto
    import Foundation
    import GraphClient
    import PatchbayCore
    import PatchbayCrypto
    import Testing

    /// The samples of the guide, as they stand there.
    @Suite struct `Crypto: the guide to notifications` {
        @Test func `the samples of “Receive notifications in your own server” work`() throws {
            let (pem, appID, tenantID) = (
                NotificationVector.pem, NotificationVector.appID, NotificationVector.tenantID
            )
            let (keys, body, now) = (NotificationVector.keys, NotificationVector.body(), NotificationVector.date)
            let clientState = Secret("the secret")
            let query: String? = nil
            var (answers, presences, reports, renewals) = ([Int](), [UserPresence](), [String](), [String]())
            func respond(_ response: HTTPResponse) { answers.append(response.status) }
            func take(_ presence: UserPresence) { presences.append(presence) }
            func report(_ text: String) { reports.append(text) }
            func renew(_ id: String) { renewals.append(id) }

            let key = try NotificationKey(pem: pem, certificateID: "2026-11")
            let ring = NotificationKeyRing([key])
            let validator = NotificationTokenValidator(
                appIDs: [appID], tenantIDs: [tenantID], keys: try JSONWebKeySet(json: keys),
                verifier: RSASignatureVerifier())
            let receiver = ChangeNotificationReceiver(clientState: clientState, tokens: validator)

            let reception = receiver.receive(query: query, body: body, at: now)
            respond(reception.response)
            switch reception.outcome {
            case .notifications(let delivery):
                for change in delivery.changes {
                    do { take(try change.presence(using: ring)) } catch { report(error.description) }
                }
                for notification in delivery.lifecycle where notification.event.step == .renew {
                    renew(notification.subscriptionID)
                }
            case .refused(let refusal): report("refused: \(refusal)")
            case .handshake: break
            }

            #expect(answers == [202])
            #expect(presences.map(\.activity) == [.inACall])
            #expect(reports.isEmpty && renewals.isEmpty)
        }
    }
#endif
