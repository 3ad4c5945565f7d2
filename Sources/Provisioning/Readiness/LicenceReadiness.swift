import GraphClient
import PatchbayCore

/// The licences of the tenant, and how many people there are: what an install will find.
///
/// Sources: Microsoft Graph `subscribedsku-list`; RingCentral admin guide for the bound of 15,000 profiles.
struct LicenceReadiness: Sendable {
    /// From here on RingCentral's portal hands over to the Teams admin center. Patchbay has no such bound.
    static let portalBound = 15_000

    let graph: Graph
    var licensing = TeamsLicensing.published

    func findings() async throws -> [Finding] { try await licences() + [size()] }

    private func licences() async throws -> [Finding] {
        let (id, title) = ("microsoft.licences", "The tenant has licences with Teams")
        let skus: [SubscribedSku]
        do { skus = try await graph.tenant.subscribedSkus() } catch is CancellationError {
            throw CancellationError()
        } catch {
            return [
                Finding(
                    id, title, .unknown, detail: FindingWords.words(error),
                    remedy: Remedy(
                        "Grant LicenseAssignment.Read.All to have licences looked up, or look under Billing → Licenses.",
                        action: .grantPermissions(["LicenseAssignment.Read.All"])))
            ]
        }
        func isDevice(_ sku: SubscribedSku) -> Bool {
            licensing.deviceSKUs.contains(sku.skuID?.lowercased() ?? "")
        }
        func hasTeams(_ sku: SubscribedSku) -> Bool {
            (sku.servicePlans ?? []).contains { licensing.teamsPlans.contains($0.servicePlanID.lowercased()) }
        }
        let people = skus.filter { hasTeams($0) && !isDevice($0) && $0.capabilityStatus?.isUsable ?? false }
        let counts = people.map { sku in
            "\(sku.skuPartNumber ?? sku.id): \(sku.consumedUnits ?? 0) of \(sku.prepaidUnits?.enabled ?? 0) assigned"
        }
        let devices = skus.filter(isDevice).map { $0.skuPartNumber ?? $0.id }.sorted()
        return [
            Finding(
                id, title, people.isEmpty ? .notMet : .met,
                detail: people.isEmpty
                    ? "No usable licence contains a Teams plan." : counts.sorted().joined(separator: "; "),
                remedy: people.isEmpty ? Remedy("Buy or renew licences with Teams, and assign them.") : nil,
                isMandatory: true),
            Finding(
                "microsoft.licences.devices", "Rooms and shared devices are left out", .met,
                detail: devices.isEmpty ? "There are none." : devices.joined(separator: ", ")),
        ]
    }

    private func size() async throws -> Finding {
        let (id, title) = ("microsoft.size", "The size of the directory")
        do {
            let count = try await graph.users.count()
            let bound =
                "RingCentral's portal hands over to the Teams admin center above 15,000 profiles; there is no such bound here."
            return Finding(
                id, title, .met,
                detail: count > Self.portalBound ? "\(count) users. \(bound)" : "\(count) users.")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return Finding(id, title, .unknown, detail: FindingWords.words(error), remedy: FindingWords.remedy(error))
        }
    }
}
