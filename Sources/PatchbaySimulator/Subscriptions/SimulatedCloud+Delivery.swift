import Foundation
import PatchbayCore

/// What the cloud does by itself: it wakes when something is due, and sends. What is sent and what becomes of it is decided by the
/// ``World``; here are only the waits and the requests.
extension SimulatedCloud {
    /// Wakes at a moment. An alarm that an earlier one has overtaken goes off in vain.
    func wake(at moment: Double) {
        let (time, start) = (time, start)
        _ = Spawn.task { [weak self] in
            // A hair later, so that the moment has come also after rounding.
            try await time.sleep(until: start + .seconds(moment) + .microseconds(1))
            self?.goOn(from: moment)
        }
    }

    private func goOn(from moment: Double) {
        let now = seconds
        let parcels = locked { world in
            if world.alarmAt == moment { world.alarmAt = nil }
            world.catchUp(now)
            return world.takeParcels(at: now)
        }
        for parcel in parcels {
            _ = Spawn.task { await self.send(parcel) }
        }
    }

    private func send(_ parcel: Parcel) async {
        let began = seconds
        let answer = await exchange(parcel.request, within: parcel.timeout)
        let now = seconds
        locked { $0.conclude(parcel, answer, took: now - began, at: now) }
    }

    /// Sends a request of the cloud's own.
    func exchange(_ request: HTTPRequest, within timeout: Duration) async -> ReceiverAnswer {
        guard let delivery else { return .unreachable("there is nothing to send with") }
        let time = time
        return await withTaskGroup(of: ReceiverAnswer?.self) { group in
            group.addTask {
                do {
                    return .response(try await delivery.send(request))
                } catch {
                    return .unreachable(error is TransportError ? "\(error)" : "the request could not be sent")
                }
            }
            group.addTask {
                do {
                    try await time.sleep(for: timeout)
                    return .timedOut
                } catch {
                    // The answer was there first.
                    return nil
                }
            }
            var answer: ReceiverAnswer?
            while answer == nil, let next = await group.next() { answer = next }
            group.cancelAll()
            return answer ?? .timedOut
        }
    }
}
