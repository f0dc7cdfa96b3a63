"""Descriptions of made-up practices, as managers write them, and what has to be in the draft that they make.

Each: (name, text, sentences that the rules must have, hours as 'provider: day from-to place' that must be there, words of questions that must be asked).
"""

from __future__ import annotations

DESCRIPTIONS: list[tuple[str, str, list[str], list[str], list[str]]] = [
    (
        "the issue's own",
        "We're a two-doctor pediatric clinic, open 8–5, Dr. Alvarez is off Fridays, sports physicals are 20 minutes, "
        "new Medicaid patients need Maria's approval.",
        ["Sports physicals take 20 minutes.", "New patient visits need approval when the insurance is Medicaid."],
        ["Dr. Alvarez: mon 08:00-17:00", "Dr. Alvarez: not fri"],
        ["Who are the others?"],
    ),
    (
        "family medicine",
        "Riverside Family Medicine is a family practice with Dr. Patel and Dr. Kim. We are open Monday to Friday from 8 to 5 and "
        "Saturdays 9-12. New patients take 40 minutes and follow-ups 20 minutes. We take Medicare, Aetna and Cigna. "
        "Patients can book follow-ups online. Please cancel at least 24 hours ahead.",
        [
            "New patient visits take 40 minutes.",
            "Follow-up visits take 20 minutes.",
            "Patients may book follow-up visits themselves.",
            "Patients may cancel visits up to 24 hours ahead.",
        ],
        ["Dr. Patel: mon 08:00-17:00", "Dr. Kim: sat 09:00-12:00"],
        [],
    ),
    (
        "solo internist",
        "I'm a solo internist, Dr. Okafor. Hours are 9-4 M-F, closed for lunch 12-1. An annual physical is an hour, everything else is half an hour. "
        "I don't take Medicaid.",
        ["Annual physicals take 60 minutes.", "Visits take 30 minutes.", "The practice does not take Medicaid."],
        ["Dr. Okafor: mon 09:00-12:00", "Dr. Okafor: mon 13:00-16:00"],
        [],
    ),
    (
        "dermatology",
        "Lakeview Dermatology. Drs. Chen and Park see patients Monday through Thursday 8am-4pm. Skin checks take 20 minutes, biopsies 30 minutes. "
        "Only Dr. Park does procedures. Procedures take 45 minutes and need a procedure room. We have two exam rooms and one procedure room. "
        "Leave 10 minutes after procedures.",
        [
            "Skin checks take 20 minutes.",
            "Biopsies take 30 minutes.",
            "Only Dr. Park offers procedures.",
            "Procedures take 45 minutes.",
            "Procedures need a procedure room.",
            "Keep 10 minutes free after procedures.",
        ],
        ["Dr. Chen: thu 08:00-16:00", "Dr. Chen: not fri"],
        [],
    ),
    (
        "cardiology with referrals",
        "Heartland Cardiology Associates: new patients need a referral and are 60 minutes. Echos take 45 minutes and need an ultrasound machine. "
        "We have one ultrasound machine. Dr. Singh works Tuesdays and Thursdays 8-5. Dr. Ruiz works Monday to Wednesday 9-3. "
        "No more than 4 new patients a day with each doctor.",
        [
            "New patient visits need a referral before booking.",
            "New patient visits take 60 minutes.",
            "Echocardiograms take 45 minutes.",
            "Echocardiograms need an ultrasound machine.",
            "At most 4 new patient visits per day with each provider.",
        ],
        ["Dr. Singh: tue 08:00-17:00", "Dr. Singh: not mon", "Dr. Ruiz: wed 09:00-15:00"],
        [],
    ),
    (
        "physical therapy",
        "Motion Physical Therapy has three therapists: Ana Diaz, DPT, Ben Wolf, PT and Cara Lin, PT. Evaluations are an hour and sessions are 45 minutes. "
        "We're open weekdays 7am-7pm. Appointments start every 15 minutes. Medicare patients need a referral.",
        [
            "Evaluations take 60 minutes.",
            "Therapy sessions take 45 minutes.",
            "Visits start every 15 minutes.",
            "Visits need a referral before booking when the insurance is Medicare.",
        ],
        ["Ana Diaz, DPT: fri 07:00-19:00", "Cara Lin, PT: mon 07:00-19:00"],
        [],
    ),
    (
        "behavioral health",
        "Harbor Counseling is a behavioral health practice. Intakes take 90 minutes, therapy sessions take 50 minutes and medication checks take 20 minutes. "
        "Only Dr. Moss does medication checks. Jana Novak, LCSW sees patients Monday, Wednesday and Friday 10-6. Dr. Moss is here only on Tuesdays 9-5. "
        "New patients must be approved by Dr. Moss.",
        [
            "Intakes take 90 minutes.",
            "Therapy sessions take 50 minutes.",
            "Medication checks take 20 minutes.",
            "Only Dr. Moss offers medication checks.",
            "New patient visits need approval from a clinician.",
        ],
        ["Jana Novak, LCSW: wed 10:00-18:00", "Dr. Moss: tue 09:00-17:00", "Dr. Moss: not mon"],
        [],
    ),
    (
        "two offices",
        "Summit Orthopedics has two offices: Downtown and Northside. Dr. Hart is at Downtown on Mondays and Tuesdays 8-4. "
        "Dr. Vega is at Northside on Wednesdays and Thursdays 9-5. Procedures are only at Downtown. Follow-ups take 15 minutes. New patients take 30 minutes.",
        [
            "Procedures are only offered at Downtown.",
            "Follow-up visits take 15 minutes.",
            "New patient visits take 30 minutes.",
        ],
        ["Dr. Hart: mon 08:00-16:00 Downtown", "Dr. Vega: thu 09:00-17:00 Northside"],
        [],
    ),
    (
        "dentist",
        "Bright Smiles Dental: Dr. Yoon and Dr. Abrams. Cleanings are 60 minutes, fillings are 45 minutes, crowns are 90 minutes. "
        "Open 8 to 5 Monday through Thursday, 8 to 1 on Fridays. We have 4 dental chairs. Crowns need a dental chair. Closed on July 4 and Christmas.",
        [
            "Cleaning takes 60 minutes.",
            "Filling takes 45 minutes.",
            "Crowns take 90 minutes.",
            "Crowns need a dental chair.",
            "The practice is closed on July 4.",
            "The practice is closed on December 25.",
        ],
        ["Dr. Yoon: thu 08:00-17:00", "Dr. Abrams: fri 08:00-13:00"],
        [],
    ),
    (
        "ob-gyn",
        "We're a women's health practice with Dr. Bell and Nora Fox, CNM. Prenatal visits take 20 minutes. Annual exams take 40 minutes. Ultrasounds take 30 minutes "
        "and need an ultrasound room. We have one ultrasound room. Patients can schedule prenatal visits online. Book at least 2 days in advance. Open 8:30-4:30 M-F.",
        [
            "Prenatal visits take 20 minutes.",
            "Ultrasounds take 30 minutes.",
            "Ultrasounds need an ultrasound room.",
            "Patients may book prenatal visits themselves.",
            "Book visits at least 2 days ahead.",
        ],
        ["Dr. Bell: mon 08:30-16:30", "Nora Fox, CNM: fri 08:30-16:30"],
        [],
    ),
    (
        "urgent care",
        "QuickCare Urgent Care, open every day: Monday to Friday 8am-8pm, Saturday and Sunday 9am-5pm. Visits take 15 minutes. Max 60 visits per day. "
        "Dr. Reyes and Tom Lane, PA see patients.",
        ["Visits take 15 minutes.", "At most 60 visits per day."],
        ["Dr. Reyes: sun 09:00-17:00", "Tom Lane, PA: mon 08:00-20:00"],
        [],
    ),
    (
        "eye clinic",
        "Clear Vision Eye Care. Eye exams take 30 minutes, contact lens fittings take 45 minutes. Dr. Lam doesn't do contact lens fittings. Dr. Ortiz does. "
        "We're closed Wednesdays. Hours 9-6. New patients can book eye exams online up to 60 days out.",
        [
            "Eye exams take 30 minutes.",
            "Contact lens fitting takes 45 minutes.",
            "Dr. Lam does not offer contact lens fitting.",
        ],
        ["Dr. Lam: not wed", "Dr. Ortiz: thu 09:00-18:00"],
        ["Dr. Ortiz does"],
    ),
    (
        "endocrinology with classes",
        "Valley Endocrinology. Dr. Shah, Dr. Wu. Diabetes classes have 8 seats and take 90 minutes. Follow-ups are 20 minutes. New patients are 45 minutes and need a referral. "
        "We are open 8-5 Monday to Friday. Keep Mondays from 1 to 3 with Dr. Shah for follow-ups until 2 days before.",
        [
            "Diabetes classes have 8 seats.",
            "Diabetes classes take 90 minutes.",
            "Follow-up visits take 20 minutes.",
            "New patient visits need a referral before booking.",
            "Keep Mondays from 13:00 to 15:00 with Dr. Shah for follow-up visits until 2 days before.",
        ],
        ["Dr. Shah: mon 08:00-17:00"],
        [],
    ),
    (
        "pediatrics with same-day visits",
        "Little Steps Pediatrics - Dr. Gray, Dr. Ito and nurse practitioner Beth Cole, NP. Well-child visits take 30 minutes; sick visits take 15 minutes. "
        "Keep 3 slots a day for same-day visits until 8am. We see kids up to 18. Kids under 18 need a guardian. Open 8-5, Saturdays 9-12.",
        [
            "Well-child visits take 30 minutes.",
            "Sick visits take 15 minutes.",
            "Keep 3 times a day with each provider for same-day visits until 08:00 that day.",
            "Visits are for patients under 19.",
            "Visits need guardian name before booking when the patient is under 18.",
        ],
        ["Dr. Gray: sat 09:00-12:00", "Beth Cole, NP: mon 08:00-17:00"],
        [],
    ),
    (
        "nurse first",
        "Oakdale Internal Medicine: Dr. Brandt and Nurse Ortiz. New patients take 40 minutes and start with 15 minutes with a nurse. Office hours are 8-12 and we are closed on weekends. "
        "Annual physicals take 40 minutes.",
        [
            "New patient visits take 40 minutes.",
            "New patient visits start with 15 minutes with a nurse.",
            "Annual physicals take 40 minutes.",
        ],
        ["Dr. Brandt: tue 08:00-12:00", "Nurse Ortiz: tue 08:00-12:00"],
        [],
    ),
    (
        "allergy",
        "Pine Street Allergy has Dr. Frost. Allergy shots are 10 minutes and patients may book allergy shots themselves. New patients take an hour and a half. "
        "Follow-ups take 20 minutes. Dr. Frost works Mon-Wed 9-5 and every other Friday 9-12.",
        [
            "Allergy shots take 10 minutes.",
            "Patients may book allergy shots themselves.",
            "New patient visits take 90 minutes.",
            "Follow-up visits take 20 minutes.",
        ],
        ["Dr. Frost: wed 09:00-17:00", "Dr. Frost: fri 09:00-12:00 Main office every 2 weeks", "Dr. Frost: not thu"],
        [],
    ),
    (
        "podiatry",
        "Foothill Podiatry. Dr. Amin takes Medicare and Humana. Dr. Amin doesn't take Medicaid. Nail care is 15 minutes, new patients are 30 minutes, procedures are 45 minutes. "
        "Open Tue-Fri 9-5. 5 minutes between patients.",
        [
            "Nail care visits take 15 minutes.",
            "New patient visits take 30 minutes.",
            "Procedures take 45 minutes.",
            "Dr. Amin does not take Medicaid.",
            "Keep 5 minutes free after visits.",
        ],
        ["Dr. Amin: tue 09:00-17:00", "Dr. Amin: not mon"],
        [],
    ),
    (
        "chiropractor",
        "Back in Line Chiropractic, Dr. Stone. Adjustments are 15 min, evaluations 45 min. Mon/Wed/Fri 7-11 and 2-6? We'd rather say open 7-11 Monday, Wednesday and Friday. "
        "Patients can book adjustments online but no online booking for evaluations.",
        [
            "Adjustments take 15 minutes.",
            "Evaluations take 45 minutes.",
            "Patients may book adjustments themselves.",
            "Patients may not book evaluations themselves.",
        ],
        ["Dr. Stone: wed 07:00-11:00"],
        [],
    ),
    (
        "gastroenterology",
        "Central Gastroenterology: Dr. Nash and Dr. Pope. Colonoscopies take an hour, need a procedure room and need approval from a doctor. We have 2 procedure rooms. "
        "Consults take 30 minutes and require a referral. At most 6 colonoscopies per day. Leave 15 minutes after colonoscopies. Open 7-3 M-F.",
        [
            "Colonoscopies take 60 minutes.",
            "Colonoscopies need a procedure room.",
            "Colonoscopies need approval from a clinician.",
            "Consultations take 30 minutes.",
            "Consultations need a referral before booking.",
            "At most 6 colonoscopies per day.",
            "Keep 15 minutes free after colonoscopies.",
        ],
        ["Dr. Nash: mon 07:00-15:00"],
        [],
    ),
    (
        "psychiatry, part time",
        "Quiet Mind Psychiatry. I'm Dr. Lowe and I work Tuesdays and Thursdays, 12-6. Intakes are 75 minutes. Medication checks are 30 minutes. "
        "Patients with two or more no-shows need approval. Please book at least 48 hours ahead.",
        [
            "Intakes take 75 minutes.",
            "Medication checks take 30 minutes.",
            "Visits need approval when the patient has 2 or more no-shows.",
            "Book visits at least 48 hours ahead.",
        ],
        ["Dr. Lowe: tue 12:00-18:00"],
        [],
    ),
    (
        "neurology with vacations",
        "Northgate Neurology. Dr. Vale and Dr. Cruz. Dr. Cruz is away from March 8 to March 12. New patients are 60 minutes, follow-ups are 30 minutes. "
        "We are closed on Thanksgiving and on New Year's Day. Hours 8:00 to 4:30.",
        [
            "New patient visits take 60 minutes.",
            "Follow-up visits take 30 minutes.",
            "Dr. Cruz is away from 2027-03-08 to 2027-03-12.",
            "The practice is closed on January 1.",
            "The practice is closed on the fourth Thursday of November.",
        ],
        ["Dr. Vale: fri 08:00-16:30"],
        [],
    ),
    (
        "community clinic",
        "Eastside Community Health is a primary care clinic. Providers: Dr. Mora, Lee Tran, NP and Kim Doyle, PA. We accept Medicaid, Medicare and Blue Cross. "
        "New patients need an insurance card and date of birth. New patients take 40 minutes. Everyone else is 20 minutes. Open Monday to Friday 8-6. "
        "We answer requests within 2 business days.",
        [
            "New patient visits need insurance card and date of birth before booking.",
            "New patient visits take 40 minutes.",
            "Visits take 20 minutes.",
            "Requests wait at most 2 business days for approval.",
        ],
        ["Dr. Mora: mon 08:00-18:00", "Kim Doyle, PA: fri 08:00-18:00"],
        [],
    ),
    (
        "urology",
        "Metro Urology Specialists: Dr. Dunn, Dr. Ellis. Procedures are with Dr. Dunn only. Procedures take 40 minutes. New patients are 30 minutes. Follow-ups 15 minutes. "
        "Dr. Ellis is off on Mondays. Open 8 to 4.",
        [
            "Only Dr. Dunn offers procedures.",
            "Procedures take 40 minutes.",
            "New patient visits take 30 minutes.",
            "Follow-up visits take 15 minutes.",
        ],
        ["Dr. Ellis: not mon", "Dr. Dunn: mon 08:00-16:00"],
        [],
    ),
    (
        "bulleted",
        "Maple Family Practice\n- open M-F 8-5\n- Dr. Hale, Dr. Quinn\n- new patients: 45 minutes\n- follow-ups: 15 minutes\n- no more than 5 new patients per day\n"
        "- new patients may not book online\n- closed federal holidays",
        [
            "New patient visits take 45 minutes.",
            "Follow-up visits take 15 minutes.",
            "At most 5 new patient visits per day.",
            "Patients may not book new patient visits themselves.",
            "The practice is closed on July 4.",
            "The practice is closed on June 19.",
        ],
        ["Dr. Hale: mon 08:00-17:00", "Dr. Quinn: fri 08:00-17:00"],
        [],
    ),
    (
        "flu clinic",
        "Harper Family Medicine. Dr. Harper. Flu shots take 5 minutes and have 3 seats. Flu shots start every 5 minutes. Patients may book flu shots themselves. "
        "Physicals take 30 minutes. We're open 8-12 and the clinic is closed Fridays.",
        [
            "Flu shots take 5 minutes.",
            "Flu shots have 3 seats.",
            "Flu shots start every 5 minutes.",
            "Patients may book flu shots themselves.",
            "Annual physicals take 30 minutes.",
        ],
        ["Dr. Harper: thu 08:00-12:00", "Dr. Harper: not fri"],
        [],
    ),
    (
        "geriatrics",
        "Silver Lake Medicine sees patients 65 and older. Dr. Webb does home visits, which take 60 minutes. Office visits take 30 minutes. Open Mon-Thu 9-3. "
        "Visits mentioning chest pain need approval.",
        ["Visits are for patients over 64.", "Office visits take 30 minutes."],
        ["Dr. Webb: thu 09:00-15:00"],
        [],
    ),
    (
        "telehealth",
        "Open Door Therapy. Ruth Katz, LPC and Omar Said, PsyD. Telehealth visits are 45 minutes. Patients can book telehealth visits themselves. "
        "Therapy sessions are 50 minutes. Ruth Katz works Monday to Thursday 11-7. Omar Said works Fridays 8-2.",
        [
            "Telehealth visits take 45 minutes.",
            "Patients may book telehealth visits themselves.",
            "Therapy sessions take 50 minutes.",
        ],
        ["Ruth Katz, LPC: thu 11:00-19:00", "Omar Said, PsyD: fri 08:00-14:00", "Omar Said, PsyD: not mon"],
        [],
    ),
    (
        "with what cannot be scheduled",
        "Willow Family Care. Dr. Price. Open 9-5 M-F. Visits are 20 minutes. Parking is behind the building. Our front desk loves coffee. "
        "Dr. Price is off Wednesdays unless it's flu season.",
        ["Visits take 20 minutes."],
        ["Dr. Price: not wed"],
        ["Parking is behind the building", "loves coffee", "unless it's flu season"],
    ),
    (
        "said twice differently",
        "Elm Street Medicine, Dr. Rowe. Follow-ups take 15 minutes. Open 8-4. Oh, and follow-ups take 20 minutes.",
        ["Follow-up visits take 15 minutes."],
        ["Dr. Rowe: mon 08:00-16:00"],
        ["“Follow-up visits take 15 minutes.” or “Follow-up visits take 20 minutes.”"],
    ),
    (
        "almost nothing",
        "We're a small dermatology office.",
        ["Visits take 30 minutes."],
        [],
        ["What is the practice called?", "Who sees patients?", "When are you open?"],
    ),
    (
        "infusion center",
        "Bayview Infusion Center: Nurse Adams and Nurse Boyd. Infusions take 120 minutes and need a treatment room. We have 6 treatment rooms. Injections take 15 minutes. "
        "Open 7:30am to 5:30pm Monday to Friday. Infusions need approval. At most 10 infusions per day.",
        [
            "Infusions take 120 minutes.",
            "Infusions need a treatment room.",
            "Injections take 15 minutes.",
            "Infusions need approval.",
            "At most 10 infusions per day.",
        ],
        ["Nurse Adams: mon 07:30-17:30"],
        [],
    ),
    (
        "women's clinic, several facts in a sentence",
        "Cedar Grove Women's Health: Dr. Nolan sees patients Monday to Wednesday 9-5, Dr. Price works Thursdays and Fridays 8-2, "
        "annual exams are 40 minutes, everything else is 20 minutes, patients can book annual exams online, and Dr. Price does not take Tricare.",
        [
            "Annual exams take 40 minutes.",
            "Visits take 20 minutes.",
            "Patients may book annual exams themselves.",
            "Dr. Price does not take Tricare.",
        ],
        ["Dr. Nolan: tue 09:00-17:00", "Dr. Price: fri 08:00-14:00", "Dr. Price: not mon"],
        [],
    ),
]
