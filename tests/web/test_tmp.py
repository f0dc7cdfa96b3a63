from django.db import transaction
from tests.web.world import World, ROLES, rows, differences
from tests.web.test_permissions import TABLE
from tests.web.forms import forms_of
from tests import factory as f
WHY={"reason":"The patient asked"}
P={
 "preferences/": ("patient","preferences/",{"language":["es"]}),
 "preferences/carers/": ("patient","preferences/",{"name":"Jo Sample","contact":"jo@example.org"}),
 "preferences/carers/<uuid:key>/end/": ("patient","preferences/",{}),
 "appointments/<uuid:key>/confirm/": ("patient","appointments/<uuid:key>/",{}),
 "appointments/<uuid:key>/cancel/": ("patient","appointments/<uuid:key>/cancel/",{"reason":"The time does not suit me"}),
 "appointments/<uuid:key>/move/": ("patient","appointments/<uuid:key>/move/",{"time":f"chen|downtown|{f.place('11:30',date=f.day(10)).start.astimezone(__import__('datetime').UTC):%Y-%m-%dT%H:%MZ}"}),
 "waitlist/<uuid:key>/leave/": ("patient","home/",{}),
 "waitlist/offers/<uuid:key>/accept/": ("patient","waitlist/offers/<uuid:key>/",{}),
 "waitlist/offers/<uuid:key>/decline/": ("patient","waitlist/offers/<uuid:key>/",{}),
 "due/<str:token>/refuse/": ("nobody","due/<str:token>/",{}),
 "holds/<uuid:key>/": ("patient","holds/<uuid:key>/",{}),
 "holds/<uuid:key>/extend/": ("patient","holds/<uuid:key>/",{}),
 "sign-in/": ("nobody","sign-in/",{"contact":"nobody-here@example.org"}),
 "console/sign-in/": ("nobody","console/sign-in/",{"email":"x@example.org","password":"wrong password 1"}),
 "console/requests/<uuid:key>/ask/": ("front_desk","console/requests/<uuid:key>/",{"field":"insurance-card","note":"please"}),
 "console/requests/<uuid:key>/approve/": ("scheduler","console/requests/<uuid:key>/",{}),
 "console/requests/<uuid:key>/decline/": ("scheduler","console/requests/<uuid:key>/",{"reason":"We do not see this here"}),
 "console/requests/<uuid:key>/take/": ("front_desk","console/requests/<uuid:key>/",{}),
 "console/requests/<uuid:key>/hand-over/": ("front_desk","console/requests/<uuid:key>/",{}),
 "console/patients/<uuid:key>/merge/<uuid:merged>/undo/": ("front_desk","console/patients/<uuid:key>/",WHY),
 "console/exceptions/<uuid:key>/take/": ("scheduler","console/exceptions/",{}),
 "console/exceptions/<uuid:key>/done/": ("scheduler","console/exceptions/",{"outcome":"Called"}),
 "console/away/": ("scheduler","console/away/",{"provider":"lee","first_on":f.day(40),"last_on":f.day(40)}),
 "console/away/<uuid:key>/withdraw/": ("clinician","console/away/<uuid:key>/",{}),
 "console/away/<uuid:key>/decide/": ("scheduler","console/away/<uuid:key>/",{"answer":"no","reason":"too many are away"}),
 "console/referrals/new/": ("scheduler","console/referrals/new/",{"last_name":"Sample","clinic_name":"Lakeview"}),
 "console/referrals/<uuid:key>/edit/": ("scheduler","console/referrals/<uuid:key>/",{"first_name":"Sam"}),
 "console/referrals/<uuid:key>/end/": ("scheduler","console/referrals/<uuid:key>/",{"how":"decline","reason":"We do not offer this"}),
 "console/referrals/<uuid:key>/follow-up/": ("scheduler","console/referrals/<uuid:key>/",{"what":"Call the clinic again"}),
 "console/appointments/<uuid:key>/move/": ("front_desk","console/appointments/<uuid:key>/move/",{"time":f"chen|downtown|{f.place('11:30',date=f.day(10)).start.astimezone(__import__('datetime').UTC):%Y-%m-%dT%H:%MZ}"}),
 "console/appointments/<uuid:key>/cancel/": ("front_desk","console/appointments/<uuid:key>/",WHY),
 "console/book/new/": ("front_desk","console/book/new/",{"first":"New","last":"Caller","birth_month":"3","birth_day":"4","birth_year":"1970","contact":"+1 312 555 0142","payer":"aetna"}),
 "console/patients/<uuid:key>/preferences/": ("front_desk","console/patients/<uuid:key>/",{"language":"es"}),
 "console/patients/<uuid:key>/confidential/": ("front_desk","console/patients/<uuid:key>/",{"contact":"+1 312 555 0143"}),
 "console/patients/<uuid:key>/whose/": ("front_desk","console/patients/<uuid:key>/",{"email_of":"parent"}),
 "console/patients/<uuid:key>/deceased/": ("front_desk","console/patients/<uuid:key>/",{"on":f.day(-1)}),
 "console/patients/<uuid:key>/proxies/": ("front_desk","console/patients/<uuid:key>/",{"name":"Pat Sample","contact":"pat@example.org"}),
 "console/patients/<uuid:key>/proxies/<uuid:proxy>/confirm/": ("front_desk","console/patients/<uuid:key>/",{}),
 "console/patients/<uuid:key>/proxies/<uuid:proxy>/end/": ("front_desk","console/patients/<uuid:key>/",{}),
 "console/patients/<uuid:key>/recall/": ("front_desk","console/patients/<uuid:key>/recall/",{}),
 "console/waitlist/<uuid:key>/urgent/": ("front_desk","console/waitlist/",{}),
 "console/waitlist/<uuid:key>/remove/": ("front_desk","console/waitlist/",{}),
 "console/waitlist/offers/<uuid:key>/pass/": ("front_desk","console/waitlist/",{}),
 "console/messages/inbound/<uuid:key>/handled/": ("front_desk","console/messages/",{}),
 "setup/start/visits/": ("manager","setup/start/",{}),
 "setup/staff/new/": ("admin","setup/staff/",{"name":"New Person","email":"new@example.org"}),
 "setup/rules/save/": ("manager","setup/rules/",{"text":"Procedures take 60 minutes."}),
 "setup/draft/publish/": ("manager","setup/draft/",{"reason":"tried"}),
 "setup/draft/change/": ("manager","setup/draft/",{"do":"aside","name":"later"}),
 "setup/try/": ("manager","setup/try/",{}),
 "setup/templates/<slug:id_>/": ("manager","setup/templates/<slug:id_>/",{"subject":"See you soon"}),
 "setup/practice/": ("manager","setup/practice/",{"reply_days":"3"}),
 "setup/parts/<slug:part>/new/": ("manager","setup/parts/<slug:part>/new/",{"name":"Uptown"}),
 "setup/parts/<slug:part>/<slug:id_>/": ("manager","setup/parts/<slug:part>/<slug:id_>/",{"address":"1 Main St"}),
 "setup/hours/<slug:id_>/change/": ("manager","setup/hours/<slug:id_>/",{"do":"copy"}),
 "setup/closures/change/": ("manager","setup/closures/",{"first":f.day(50),"last":f.day(50),"do":"add"}),
 "setup/questions/new/": ("manager","setup/questions/new/",{"ask":"Do you smoke?"}),
 "setup/questions/one/<slug:id_>/": ("manager","setup/questions/one/<slug:id_>/",{"help":"In your own words"}),
 "setup/questions/one/<slug:id_>/arrange/": ("manager","setup/questions/",{"do":"down"}),
 "setup/staff/<uuid:key>/": ("admin","setup/staff/",{"role":"front_desk","reason":"moved desks"}),
 "setup/roles/new/": ("admin","setup/roles/",{"name":"Night lead"}),
 "setup/roles/<slug:code>/": ("admin","setup/roles/<slug:code>/",{"may":["appointment.view"],"reason":"less"}),
 "setup/roles/<slug:code>/remove/": ("admin","setup/roles/<slug:code>/",{}),
}
def test_x(cedar):
    w=World(cedar)
    for route,(role,pg,over) in P.items():
        c=w.client(role,tokens=True); c.raise_request_exception=False
        a=w.address(route); g=w.address(pg)
        r=c.get(g)
        fs=[x for x in forms_of(g,r.content.decode()) if x.method=="post" and x.action.split("?")[0]==a]
        if not fs: print("NOFORM",route,r.status_code); continue
        with transaction.atomic():
            before=rows()
            r=c.post(fs[0].action,fs[0].data(**over))
            d=differences(before,rows())
            transaction.set_rollback(True)
        print("GOT",repr(route),r.status_code,d)
